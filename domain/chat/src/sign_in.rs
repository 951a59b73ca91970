use sha2::{Digest, Sha256};

use crate::{
    BadSignature, CertificateRequest, DeviceAddress, DeviceKey, DeviceSecret, Nonce, Signature,
};

/// What a device signs to obtain a credential: this nonce, this directory, this device, this request.
#[derive(Clone, Copy, Debug)]
pub struct SignInStatement<'a> {
    /// Makes it fresh.
    pub nonce: &'a Nonce,
    /// Who signs in, and at which directory.
    pub device: &'a DeviceAddress,
    /// For which TLS key.
    pub request: &'a CertificateRequest,
}

impl SignInStatement<'_> {
    /// Signs it as the device.
    #[must_use]
    pub fn sign(&self, secret: &DeviceSecret) -> Signature {
        secret.sign(&self.bytes())
    }

    /// Whether the device with `key` signed it.
    pub fn verify(&self, key: &DeviceKey, signature: &Signature) -> Result<(), BadSignature> {
        key.verify(&self.bytes(), signature)
    }

    /// SHA-256 over the signed bytes: tells one statement from another.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.bytes()).into()
    }

    /// Label and device name behind their lengths in one byte, the nonce, then the request to the end.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1024);
        for text in ["causerie v1 sign-in, by the device key", &self.device.to_string()] {
            // Both are shorter than 256: the label, and a DNS name of at most 253 bytes.
            bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(self.nonce.as_bytes());
        bytes.extend_from_slice(self.request.as_der());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_one_nonce_one_device_and_one_request() {
        let secret = DeviceSecret::from_seed(&[1; 32]);
        let (nonce, other_nonce) = (Nonce::from([1; 32]), Nonce::from([2; 32]));
        let bob = "d1.bob.peers.example.org".parse().unwrap();
        let eve = "d1.eve.peers.example.org".parse().unwrap();
        let request = CertificateRequest::try_from(vec![1]).unwrap();
        let other_request = CertificateRequest::try_from(vec![2]).unwrap();
        let statement = SignInStatement { nonce: &nonce, device: &bob, request: &request };
        let key = secret.public();

        let signature = statement.sign(&secret);

        assert_eq!(statement.verify(&key, &signature), Ok(()));
        for changed in [
            SignInStatement { nonce: &other_nonce, ..statement },
            SignInStatement { device: &eve, ..statement },
            SignInStatement { request: &other_request, ..statement },
        ] {
            assert_eq!(changed.verify(&key, &signature), Err(BadSignature));
        }
    }

    #[test]
    fn the_signed_bytes_are_fixed() {
        let statement = SignInStatement {
            nonce: &Nonce::from([7; 32]),
            device: &"d1.bob.peers.example.org".parse().unwrap(),
            request: &CertificateRequest::try_from(vec![0xAB, 0xCD]).unwrap(),
        };

        let expected = [
            &b"\x26causerie v1 sign-in, by the device key\x18d1.bob.peers.example.org"[..],
            &[7; 32],
            &[0xAB, 0xCD],
        ]
        .concat();
        assert_eq!(statement.bytes(), expected);
    }
}
