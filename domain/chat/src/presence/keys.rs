use std::fmt;

use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::AeadInOut};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{PresenceMark, SealedPresence, ShownPresence};
use crate::{DeviceKey, DeviceSecret};

const MARK: &[u8] = b"causerie presence v1, mark";
const SEAL: &[u8] = b"causerie presence v1, seal";
const NONCE: &[u8] = b"causerie presence v1, nonce";

/// What this device has in common with another: where each shows itself to the other, and with what that is sealed. The keys are
/// wiped when dropped, and never printed.
pub struct PresenceKeys {
    ours: Way,
    theirs: Way,
}

impl PresenceKeys {
    /// Those of `own` and `other`: HKDF of what their device keys agree on, bound to who shows and who looks.
    #[must_use]
    pub fn of(own: &DeviceSecret, other: &DeviceKey) -> Self {
        let (me, shared) = (own.public(), own.agree(other));
        Self { ours: Way::new(&shared, &me, other), theirs: Way::new(&shared, other, &me) }
    }

    /// Where the other device looks for this one.
    #[must_use]
    pub fn shown_at(&self) -> PresenceMark {
        self.ours.mark
    }

    /// Where this device looks for the other.
    #[must_use]
    pub fn watched_at(&self) -> PresenceMark {
        self.theirs.mark
    }

    /// `shown`, for the other device alone; nothing for who is offline. The nonce is a keyed hash of what is sealed, so that one key
    /// never seals two contents with one nonce, and the same content sealed again is the same bytes.
    #[must_use]
    pub fn seal(&self, shown: ShownPresence) -> Option<SealedPresence> {
        let mut text = shown.encode()?;
        let way = &self.ours;
        let mut key = Zeroizing::new([0; 64]);
        key[..32].copy_from_slice(&*way.nonce);
        let mac = <Hmac<Sha256> as hmac::KeyInit>::new((&*key).into());
        let mac: [u8; 32] = mac.chain_update(text).finalize().into_bytes().into();
        let mut sealed = [0; SealedPresence::BYTES];
        sealed[..12].copy_from_slice(&mac[..12]);
        let mut nonce = [0; 12];
        nonce.copy_from_slice(&mac[..12]);
        // It fails only beyond 256 GiB.
        let tag = ChaCha20Poly1305::new((&*way.seal).into())
            .encrypt_inout_detached(&nonce.into(), way.mark.as_bytes(), text.as_mut_slice().into())
            .ok()?;
        sealed[12..44].copy_from_slice(&text);
        sealed[44..].copy_from_slice(&tag);
        Some(SealedPresence::of(sealed))
    }

    /// What the other device shows to this one; nothing if it is not that device that does, or not to this one.
    #[must_use]
    pub fn open(&self, sealed: &SealedPresence) -> Option<ShownPresence> {
        let (way, bytes) = (&self.theirs, sealed.as_bytes());
        let (mut nonce, mut text, mut tag) = ([0; 12], [0; ShownPresence::BYTES], [0; 16]);
        nonce.copy_from_slice(&bytes[..12]);
        text.copy_from_slice(&bytes[12..44]);
        tag.copy_from_slice(&bytes[44..]);
        ChaCha20Poly1305::new((&*way.seal).into())
            .decrypt_inout_detached(
                &nonce.into(),
                way.mark.as_bytes(),
                text.as_mut_slice().into(),
                &tag.into(),
            )
            .ok()?;
        Some(ShownPresence::decode(&text))
    }
}

impl fmt::Debug for PresenceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PresenceKeys(..)")
    }
}

/// One direction: from who shows to who looks.
struct Way {
    mark: PresenceMark,
    seal: Zeroizing<[u8; 32]>,
    nonce: Zeroizing<[u8; 32]>,
}

impl Way {
    fn new(shared: &[u8; 32], from: &DeviceKey, to: &DeviceKey) -> Self {
        let derive =
            |label: &[u8]| derive(shared, &[label, from.as_bytes(), to.as_bytes()].concat());
        let mut mark = [0; PresenceMark::BYTES];
        mark.copy_from_slice(&derive(MARK)[..PresenceMark::BYTES]);
        Self { mark: PresenceMark::of(mark), seal: derive(SEAL), nonce: derive(NONCE) }
    }
}

/// HKDF-SHA-256 (RFC 5869) without a salt.
fn derive(material: &[u8; 32], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(None, material).expand(info, &mut *key);
    debug_assert!(expanded.is_ok(), "one block is asked for");
    key
}

#[cfg(test)]
mod tests;
