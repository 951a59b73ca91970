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
    pub(crate) account: AccountSecret,
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
        let account = seed(&vault, &folder.account_key(), ACCOUNT, |file| {
            read_account_secret(file).map(|secret| *secret.seed())
        })?;
        let own = seed(&vault, &folder.device_key(), DEVICE, |file| {
            read_device_secret(file).map(|secret| *secret.seed())
        })?;
        Ok(Self {
            account: AccountSecret::from_seed(&account),
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
            for (file, purpose) in [(folder.account_key(), ACCOUNT), (folder.device_key(), DEVICE)]
            {
                match vault.create_secret(&file, purpose) {
                    Err(VaultError::Exists(_)) => {}
                    created => drop(created?),
                }
            }
        }
        Self::open(folder, passphrase)
    }

    /// Puts keys from a backup into an empty folder.
    pub(crate) fn restore(
        folder: &Folder,
        passphrase: Option<&Passphrase>,
        account: &[u8; 32],
        own: &[u8; 32],
    ) -> Result<Self, Box<dyn Error>> {
        let vault = Vault::create(&folder.0, passphrase)?;
        vault.keep_secret(&folder.account_key(), ACCOUNT, account)?;
        vault.keep_secret(&folder.device_key(), DEVICE, own)?;
        let (account, own) = (AccountSecret::from_seed(account), DeviceSecret::from_seed(own));
        Ok(Self { vault, account, own })
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
