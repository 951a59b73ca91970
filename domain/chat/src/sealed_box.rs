//! What is sealed under a key of its own, outside of any session.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{pad, unpad};

const NONCE_BYTES: usize = 24;

/// `nonce ‖ text padded and sealed` with XChaCha20-Poly1305, bound to `about`. The nonce is a keyed hash of both: the same is sealed to the
/// same bytes, so that doing it again changes nothing, and another text never meets the same nonce.
pub(crate) fn seal(key: &[u8; 32], about: &[u8], text: Vec<u8>) -> Vec<u8> {
    let text = Zeroizing::new(pad(text));
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mac = <Hmac<Sha256> as hmac::KeyInit>::new((&*block).into());
    let mac = mac.chain_update(b"nonce").chain_update(about).chain_update(&*text);
    let mut nonce = [0; NONCE_BYTES];
    nonce.copy_from_slice(&mac.finalize().into_bytes()[..NONCE_BYTES]);
    let payload = Payload { msg: &text, aad: about };
    // It fails only beyond 256 GiB; nothing at all opens nowhere.
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&nonce.into(), payload);
    [&nonce[..], &sealed.unwrap_or_default()].concat()
}

/// What [`seal`] sealed under that key and about the same; who calls bounds its length.
pub(crate) fn open(key: &[u8; 32], about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg: sealed, aad: about };
    let text = XChaCha20Poly1305::new(key.into()).decrypt(&(*nonce).into(), payload).ok()?;
    unpad(text).ok()
}
