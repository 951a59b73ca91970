//! Sealing under a key or a passphrase.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::{
    NoEntropy, Passphrase,
    entropy::random,
    stretch::{Cost, stretch},
};

const NONCE_BYTES: usize = 24;

/// `head ‖ nonce ‖ text sealed`; `head` is bound to it.
pub(crate) fn seal(key: &[u8; 32], head: &[u8], text: &[u8]) -> Result<Vec<u8>, NoEntropy> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let payload = Payload { msg: text, aad: head };
    // It fails only beyond 256 GiB.
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&nonce.into(), payload);
    let sealed = sealed.map_err(|_| NoEntropy)?;
    Ok([head, &nonce, &sealed].concat())
}

/// The text behind `head`.
pub(crate) fn open(key: &[u8; 32], head: &[u8], rest: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg: sealed, aad: head };
    XChaCha20Poly1305::new(key.into()).decrypt(&(*nonce).into(), payload).ok().map(Zeroizing::new)
}

/// `magic ‖ cost ‖ salt ‖ nonce ‖ text sealed`.
pub(crate) fn seal_with(
    passphrase: &Passphrase,
    cost: Cost,
    magic: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, NoEntropy> {
    let salt: [u8; 16] = random()?;
    let key = stretch(passphrase, &salt, cost).ok_or(NoEntropy)?;
    seal(&key, &[magic, &cost.encode(), &salt].concat(), text)
}

/// The text in what [`seal_with`] made, its magic taken off.
pub(crate) fn open_with(
    passphrase: &Passphrase,
    magic: &[u8],
    rest: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (cost, behind) = rest.split_first_chunk::<{ Cost::BYTES }>()?;
    let (salt, sealed) = behind.split_first_chunk::<16>()?;
    let key = stretch(passphrase, salt, Cost::decode(*cost)?)?;
    open(&key, &[magic, cost, salt].concat(), sealed)
}
