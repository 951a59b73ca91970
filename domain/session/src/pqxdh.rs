//! The secrets of PQXDH ("The PQXDH Key Agreement Protocol", revision 3, §3.3), once their inputs are there.

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::{Provider, labels, secret::Secret};

/// What was agreed on, byte by byte, so that two who saw anything differently have no secret in common.
pub(crate) struct Transcript(Sha256);

impl Transcript {
    /// `agreement` is the first message's part with the ephemeral key, ciphertext and numbers of the pre-keys.
    pub(crate) fn new(associated: &[u8; 32], agreement: &[u8]) -> Self {
        let hash = Sha256::new_with_prefix(labels::TRANSCRIPT);
        Self(hash.chain_update(associated).chain_update(agreement))
    }

    /// Binds a public pre-key; in the order signed, ML-KEM, one-time.
    pub(crate) fn bind(self, public_key: &[u8]) -> Self {
        Self(self.0.chain_update((public_key.len() as u64).to_be_bytes()).chain_update(public_key))
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The secrets that go into the agreement, in the order of the specification.
pub(crate) struct Agreed<'a> {
    /// DH(IK of the initiator, signed pre-key).
    pub(crate) dh1: &'a Secret<32>,
    /// DH(ephemeral, IK of the responder).
    pub(crate) dh2: &'a Secret<32>,
    /// DH(ephemeral, signed pre-key).
    pub(crate) dh3: &'a Secret<32>,
    /// DH(ephemeral, one-time pre-key).
    pub(crate) dh4: Option<&'a Secret<32>>,
    /// What the KEM ciphertext brings.
    pub(crate) kem: &'a Secret<32>,
}

/// What the ratchet begins with ("The Double Ratchet Algorithm", revision 4, §7.1).
pub(crate) struct Start {
    pub(crate) root: Secret<32>,
    /// The header key of the initiator's first chain.
    pub(crate) initiator_header: Secret<32>,
    /// The header key of the responder's first chain.
    pub(crate) responder_header: Secret<32>,
}

/// HKDF over `F ‖ DH1 ‖ DH2 ‖ DH3 [‖ DH4] ‖ SS`, where F is 32 bytes of 0xFF.
pub(crate) fn start(provider: &dyn Provider, agreed: &Agreed<'_>, transcript: Transcript) -> Start {
    let mut material = Zeroizing::new(Vec::with_capacity(6 * 32));
    material.extend_from_slice(&[0xFF; 32]);
    let secrets =
        [Some(agreed.dh1), Some(agreed.dh2), Some(agreed.dh3), agreed.dh4, Some(agreed.kem)];
    for secret in secrets.into_iter().flatten() {
        material.extend_from_slice(secret.expose());
    }
    let mut info = labels::AGREEMENT.to_vec();
    info.extend_from_slice(&transcript.finish());
    let mut keys = [0; 96];
    provider.derive(&[0; 32], &material, &info, &mut keys);
    let [root, initiator_header, responder_header] = thirds(&mut keys);
    Start { root, initiator_header, responder_header }
}

/// The key that seals the initiator's identity to the responder.
pub(crate) fn identity_key(
    provider: &dyn Provider,
    dh3: &Secret<32>,
    kem: &Secret<32>,
    agreement: &[u8],
) -> Secret<32> {
    let material = Zeroizing::new([*dh3.expose(), *kem.expose()].concat());
    let mut info = labels::IDENTITY_SEAL.to_vec();
    info.extend_from_slice(&Sha256::digest(agreement));
    let mut key = [0; 32];
    provider.derive(&[0; 32], &material, &info, &mut key);
    let secret = Secret::new(key);
    key.zeroize();
    secret
}

/// Three keys out of one derivation, whose bytes are wiped.
pub(crate) fn thirds(keys: &mut [u8; 96]) -> [Secret<32>; 3] {
    let third = |at: usize| {
        let mut key = [0; 32];
        key.copy_from_slice(&keys[at..at + 32]);
        Secret::new(key)
    };
    let thirds = [third(0), third(32), third(64)];
    keys.zeroize();
    thirds
}
