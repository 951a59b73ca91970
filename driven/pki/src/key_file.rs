//! Ed25519 keys in files: PKCS #8 (RFC 8410) in PEM.

use std::path::Path;

use ed25519_dalek::{
    SigningKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes, spki::der::pem::LineEnding},
};
use zeroize::Zeroizing;

use crate::{
    FileError, NoEntropy,
    entropy::random,
    files::{self, Readers},
    published_keys::is_published,
};

/// Ten times the size of an honest one.
const MAX_BYTES: u64 = 2048;
const WHAT: &str = "an Ed25519 key (PKCS #8 in PEM)";

/// A new key.
pub(crate) fn generate() -> Result<SigningKey, NoEntropy> {
    let seed = Zeroizing::new(random()?);
    Ok(SigningKey::from_bytes(&seed))
}

/// Keeps the key in a new file.
pub(crate) fn create(path: &Path, key: &SigningKey) -> Result<(), FileError> {
    let pem = pkcs8(key)
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|_| FileError::Malformed(path.to_owned(), WHAT))?;
    files::create(path, Readers::Owner, pem.as_bytes())
}

/// The key in a file that only its owner may read, unless everybody knows it.
pub(crate) fn read(path: &Path) -> Result<SigningKey, FileError> {
    let pem = files::read_secret(path, MAX_BYTES)?;
    let key = str::from_utf8(&pem).ok().and_then(|pem| SigningKey::from_pkcs8_pem(pem).ok());
    let key = key.ok_or_else(|| FileError::Malformed(path.to_owned(), WHAT))?;
    if is_published(&key) { Err(FileError::PublishedKey(path.to_owned())) } else { Ok(key) }
}

/// Without the public half, as every tool reads it (RFC 8410 §7, version 1).
pub(crate) fn pkcs8(key: &SigningKey) -> KeypairBytes {
    KeypairBytes { secret_key: key.to_bytes(), public_key: None }
}
