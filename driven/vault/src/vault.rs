use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{NoEntropy, Passphrase, VaultError, entropy::random, files, stretch::Cost, wrapping};

/// The store key of a data folder, and the file it is in.
pub struct Vault {
    file: PathBuf,
    key: Zeroizing<[u8; 32]>,
}

const OPEN: &[u8] = b"causerie store key 1, open\n";
const WRAPPED: &[u8] = b"causerie store key 1, wrapped\n";
/// More than either form takes.
const MAX_BYTES: u64 = 1_024;

/// Tells a bare key that was damaged from another key.
const SUM_BYTES: usize = 8;

const SECRET: &[u8] = b"causerie sealed secret 1\n";
/// Room for a file of another kind too, to see that it is.
const MAX_SECRET_BYTES: u64 = 4_096;

impl Vault {
    /// The file in a data folder.
    #[must_use]
    pub fn file(folder: &Path) -> PathBuf {
        folder.join("store.key")
    }

    /// A new one, wrapped by `passphrase` if there is one.
    pub fn create(folder: &Path, passphrase: Option<&Passphrase>) -> Result<Self, VaultError> {
        let vault = Self { file: Self::file(folder), key: Zeroizing::new(random()?) };
        files::create(&vault.file, &vault.written(passphrase, Cost::DEFAULT)?)?;
        Ok(vault)
    }

    /// The one in a data folder.
    pub fn open(folder: &Path, passphrase: Option<&Passphrase>) -> Result<Self, VaultError> {
        let file = Self::file(folder);
        files::sweep(&file)?;
        let bytes = files::read_secret(&file, MAX_BYTES)?;
        let key = if let Some(key) = bytes.strip_prefix(OPEN) {
            let (key, sum) = key.split_at(key.len().saturating_sub(SUM_BYTES));
            if sum != sum_of(key) {
                return Err(VaultError::Malformed(file));
            }
            Zeroizing::new(key.to_vec())
        } else if let Some(rest) = bytes.strip_prefix(WRAPPED) {
            let passphrase =
                passphrase.ok_or_else(|| VaultError::PassphraseNeeded(file.clone()))?;
            wrapping::open_with(passphrase, WRAPPED, rest)
                .ok_or_else(|| VaultError::DoesNotOpen(file.clone()))?
        } else {
            return Err(VaultError::Malformed(file));
        };
        match <[u8; 32]>::try_from(key.as_slice()) {
            Ok(key) => Ok(Self { file, key: Zeroizing::new(key) }),
            Err(_) => Err(VaultError::Malformed(file)),
        }
    }

    /// Whether a data folder has one.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        fs::exists(Self::file(folder)).unwrap_or(true)
    }

    /// Whether it takes a passphrase to open the one in a data folder.
    pub fn is_locked(folder: &Path) -> Result<bool, VaultError> {
        let bytes = files::read_secret(&Self::file(folder), MAX_BYTES)?;
        Ok(bytes.starts_with(WRAPPED))
    }

    /// Wraps the key by another passphrase, or by none. The key stays what it is. A crash leaves the old passphrase or the new one.
    pub fn change_passphrase(&self, passphrase: Option<&Passphrase>) -> Result<(), VaultError> {
        files::replace(&self.file, &self.written(passphrase, Cost::DEFAULT)?)
    }

    /// The store key.
    #[must_use]
    pub fn store_key(&self) -> &[u8; 32] {
        &self.key
    }

    /// Seals a small secret; it opens for the same purpose only.
    pub fn seal(&self, purpose: &str, text: &[u8]) -> Result<Vec<u8>, NoEntropy> {
        wrapping::seal(&self.derived(purpose), &[], text)
    }

    /// What [`Vault::seal`] sealed for that purpose.
    #[must_use]
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        wrapping::open(&self.derived(purpose), &[], sealed)
    }

    /// Makes a secret of 32 random bytes in a new file, sealed for that purpose.
    pub fn create_secret(
        &self,
        file: &Path,
        purpose: &str,
    ) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let secret = Zeroizing::new(random()?);
        files::create(file, &self.sealed_secret(purpose, &secret)?)?;
        Ok(secret)
    }

    /// Keeps a secret in a file, sealed for that purpose, in place of what was there.
    pub fn keep_secret(
        &self,
        file: &Path,
        purpose: &str,
        secret: &[u8; 32],
    ) -> Result<(), VaultError> {
        files::replace(file, &self.sealed_secret(purpose, secret)?)
    }

    /// The secret in such a file; nothing if the file is of another kind.
    pub fn read_secret(
        &self,
        file: &Path,
        purpose: &str,
    ) -> Result<Option<Zeroizing<[u8; 32]>>, VaultError> {
        let bytes = files::read_secret(file, MAX_SECRET_BYTES)?;
        let Some(sealed) = bytes.strip_prefix(SECRET) else { return Ok(None) };
        let secret = self.unseal(purpose, sealed);
        let secret = secret.and_then(|secret| <[u8; 32]>::try_from(secret.as_slice()).ok());
        let malformed = || VaultError::Malformed(file.to_owned());
        secret.map(Zeroizing::new).map(Some).ok_or_else(malformed)
    }

    fn sealed_secret(&self, purpose: &str, secret: &[u8; 32]) -> Result<Vec<u8>, NoEntropy> {
        Ok([SECRET, &self.seal(purpose, secret)?].concat())
    }

    fn derived(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let info = ["causerie vault v1, ", purpose].concat();
        let mut key = Zeroizing::new([0; 32]);
        let expanded = Hkdf::<Sha256>::new(None, &*self.key).expand(info.as_bytes(), &mut *key);
        debug_assert!(expanded.is_ok(), "one block is asked for");
        key
    }

    fn written(
        &self,
        passphrase: Option<&Passphrase>,
        cost: Cost,
    ) -> Result<Zeroizing<Vec<u8>>, NoEntropy> {
        let bytes = match passphrase {
            Some(passphrase) => wrapping::seal_with(passphrase, cost, WRAPPED, &*self.key)?,
            None => [OPEN, &self.key[..], &sum_of(&*self.key)].concat(),
        };
        Ok(Zeroizing::new(bytes))
    }
}

fn sum_of(key: &[u8]) -> [u8; SUM_BYTES] {
    let hash = Sha256::new_with_prefix(OPEN).chain_update(key).finalize();
    let mut sum = [0; SUM_BYTES];
    sum.copy_from_slice(&hash[..SUM_BYTES]);
    sum
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("file", &self.file).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
