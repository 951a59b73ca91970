//! What an attacker runs, or a library that lacks a check: the default provider with some functions replaced.

use causerie_session::{Provider, Refused, RustCrypto};

type Bend<F> = Option<Box<F>>;
type OfKey = dyn Fn(&[u8; 32]) -> Option<[u8; 32]> + Send + Sync;
type OfKeys = dyn Fn(&[u8; 32], &[u8; 32]) -> Option<[u8; 32]> + Send + Sync;
type Sign = dyn Fn(&[u8; 32], &[u8]) -> Option<[u8; 64]> + Send + Sync;
type Derive = dyn Fn(&[u8], &mut [u8]) -> bool + Send + Sync;
type Told = dyn Fn(&[u8; 32]) + Send + Sync;

/// [`RustCrypto`], except where a replacement has an answer of its own.
#[derive(Default)]
pub struct Bent {
    pub public_key: Bend<OfKey>,
    pub agree: Bend<OfKeys>,
    pub verifying_key: Bend<OfKey>,
    pub sign: Bend<Sign>,
    /// By what is derived for; writes the output and says whether it did.
    pub derive: Bend<Derive>,
    /// Is told each key that seals.
    pub sealing: Bend<Told>,
}

impl Bent {
    /// A library whose X25519 does not look at its output.
    pub fn without_contribution_check() -> Self {
        let raw =
            |secret: &[u8; 32], public: &[u8; 32]| Some(x25519_dalek::x25519(*secret, *public));
        Self { agree: Some(Box::new(raw)), ..Self::default() }
    }
}

impl Provider for Bent {
    fn public_key(&self, secret: &[u8; 32]) -> [u8; 32] {
        let bent = self.public_key.as_ref().and_then(|bend| bend(secret));
        bent.unwrap_or_else(|| RustCrypto.public_key(secret))
    }

    fn agree(&self, secret: &[u8; 32], public: &[u8; 32]) -> Result<[u8; 32], Refused> {
        let bent = self.agree.as_ref().and_then(|bend| bend(secret, public));
        bent.map_or_else(|| RustCrypto.agree(secret, public), Ok)
    }

    fn seal(&self, key: &[u8; 32], nonce: &[u8; 12], aad: &[u8], text: &mut [u8]) -> [u8; 16] {
        if let Some(told) = &self.sealing {
            told(key);
        }
        RustCrypto.seal(key, nonce, aad, text)
    }

    fn open(
        &self,
        key: &[u8; 32],
        nonce: &[u8; 12],
        aad: &[u8],
        text: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), Refused> {
        RustCrypto.open(key, nonce, aad, text, tag)
    }

    fn mac(&self, key: &[u8; 32], message: &[u8]) -> [u8; 32] {
        RustCrypto.mac(key, message)
    }

    fn derive(&self, salt: &[u8; 32], material: &[u8], info: &[u8], output: &mut [u8]) {
        if !self.derive.as_ref().is_some_and(|bend| bend(info, output)) {
            RustCrypto.derive(salt, material, info, output);
        }
    }

    fn encapsulation_key(&self, seed: &[u8; 64]) -> [u8; 1184] {
        RustCrypto.encapsulation_key(seed)
    }

    fn encapsulate(
        &self,
        key: &[u8; 1184],
        randomness: &[u8; 32],
    ) -> Result<([u8; 1088], [u8; 32]), Refused> {
        RustCrypto.encapsulate(key, randomness)
    }

    fn decapsulate(&self, seed: &[u8; 64], ciphertext: &[u8; 1088]) -> [u8; 32] {
        RustCrypto.decapsulate(seed, ciphertext)
    }

    fn verifying_key(&self, seed: &[u8; 32]) -> [u8; 32] {
        let bent = self.verifying_key.as_ref().and_then(|bend| bend(seed));
        bent.unwrap_or_else(|| RustCrypto.verifying_key(seed))
    }

    fn sign(&self, seed: &[u8; 32], message: &[u8]) -> [u8; 64] {
        let bent = self.sign.as_ref().and_then(|bend| bend(seed, message));
        bent.unwrap_or_else(|| RustCrypto.sign(seed, message))
    }

    fn verify(&self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<(), Refused> {
        RustCrypto.verify(key, message, signature)
    }
}
