use std::{error::Error, path::Path};

use causerie_chat::{AccountSecret, DeviceSecret};
use causerie_pki::{read_account_secret, read_device_secret};
use causerie_vault::{Passphrase, Vault, VaultError};

use crate::Folder;

const ACCOUNT: &str = "account key";
const DEVICE: &str = "device key";

/// What a data folder protects: the store key, and the person's and the device's keys, which are sealed with it.
pub(crate) struct Secrets {
    pub(crate) vault: Vault,
    /// Nothing on a device that was linked.
    pub(crate) account: Option<AccountSecret>,
    pub(crate) own: DeviceSecret,
}

impl Secrets {
    /// Those in a folder that somebody registered in.
    pub(crate) fn open(
        folder: &Folder,
        passphrase: Option<&Passphrase>,
    ) -> Result<Self, Box<dyn Error>> {
        let vault = match Vault::open(&folder.0, passphrase) {
            // The first version had no store key.
            Err(VaultError::Missing(_)) if is_plain(&folder.account_key()) => {
                Vault::create(&folder.0, passphrase)?
            }
            opened => opened?,
        };
        let account = if is_linked(folder) {
            None
        } else {
            Some(seed(&vault, &folder.account_key(), ACCOUNT, |file| {
                read_account_secret(file).map(|secret| *secret.seed())
            })?)
        };
        let own = seed(&vault, &folder.device_key(), DEVICE, |file| {
            read_device_secret(file).map(|secret| *secret.seed())
        })?;
        Ok(Self {
            account: account.map(|seed| AccountSecret::from_seed(&seed)),
            own: DeviceSecret::from_seed(&own),
            vault,
        })
    }

    /// Those in the folder, made as far as they are missing.
    pub(crate) fn open_or_create(
        folder: &Folder,
        passphrase: Option<&Passphrase>,
    ) -> Result<Self, Box<dyn Error>> {
        if !Vault::exists(&folder.0) && !folder.account_key().exists() {
            Vault::create(&folder.0, passphrase)?;
        }
        let vault = Vault::open(&folder.0, passphrase);
        if let Ok(vault) = vault {
            create(&vault, &folder.account_key(), ACCOUNT)?;
            create(&vault, &folder.device_key(), DEVICE)?;
        }
        Self::open(folder, passphrase)
    }

    /// Those of a device that is to be linked: a key of its own, made if it is missing, and no account key.
    pub(crate) fn open_or_create_own(
        folder: &Folder,
        passphrase: Option<&Passphrase>,
    ) -> Result<Self, Box<dyn Error>> {
        if folder.account_key().exists() {
            let folder = folder.0.display();
            return Err(format!(
                "{folder} has an account key, of somebody who registered there; choose another folder with --data"
            )
            .into());
        }
        if !Vault::exists(&folder.0) {
            Vault::create(&folder.0, passphrase)?;
        }
        create(&Vault::open(&folder.0, passphrase)?, &folder.device_key(), DEVICE)?;
        Self::open(folder, passphrase)
    }

    /// Puts keys from a backup into an empty folder.
    pub(crate) fn restore(
        folder: &Folder,
        passphrase: Option<&Passphrase>,
        account: Option<&[u8; 32]>,
        own: &[u8; 32],
    ) -> Result<Self, Box<dyn Error>> {
        let vault = Vault::create(&folder.0, passphrase)?;
        if let Some(account) = account {
            vault.keep_secret(&folder.account_key(), ACCOUNT, account)?;
        }
        vault.keep_secret(&folder.device_key(), DEVICE, own)?;
        let (account, own) = (account.map(AccountSecret::from_seed), DeviceSecret::from_seed(own));
        Ok(Self { vault, account, own })
    }
}

/// Whether the folder is that of a linked device, or becomes one: it has a device key, and no account key.
fn is_linked(folder: &Folder) -> bool {
    folder.device_key().exists() && !folder.account_key().exists()
}

/// Makes a key, unless there is one.
fn create(vault: &Vault, file: &Path, purpose: &str) -> Result<(), Box<dyn Error>> {
    match vault.create_secret(file, purpose) {
        Ok(_) | Err(VaultError::Exists(_)) => Ok(()),
        Err(failed) => Err(failed.into()),
    }
}

/// Whether a key stands in the file as the first version wrote it.
fn is_plain(file: &Path) -> bool {
    read_account_secret(file).is_ok()
}

/// The seed in a sealed file. One that stands there in the clear, as the first version wrote it, is sealed first.
fn seed<E: Error + 'static>(
    vault: &Vault,
    file: &Path,
    purpose: &str,
    plain: impl Fn(&Path) -> Result<[u8; 32], E>,
) -> Result<zeroize::Zeroizing<[u8; 32]>, Box<dyn Error>> {
    if let Some(seed) = vault.read_secret(file, purpose)? {
        return Ok(seed);
    }
    let seed = zeroize::Zeroizing::new(plain(file)?);
    vault.keep_secret(file, purpose, &seed)?;
    Ok(seed)
}
