//! The keys of a data folder, as whoever can open it reads them.

use std::path::Path;

use causerie::{Folder, Passphrase, Vault};

/// What must be nowhere but in memory.
pub(crate) struct Keys {
    pub(crate) store: [u8; 32],
    pub(crate) account: [u8; 32],
    pub(crate) device: [u8; 32],
}

impl Keys {
    /// Those in a folder that opens with `words`, or without.
    pub(crate) fn of(folder: &Path, words: Option<&str>) -> Self {
        let passphrase = words.map(|words| Passphrase::try_from(words.as_bytes()).unwrap());
        let vault = Vault::open(folder, passphrase.as_ref()).unwrap();
        let folder = Folder(folder.to_owned());
        let read = |file: &Path, purpose| *vault.read_secret(file, purpose).unwrap().unwrap();
        Self {
            store: *vault.store_key(),
            account: read(&folder.account_key(), "account key"),
            device: read(&folder.device_key(), "device key"),
        }
    }
}
