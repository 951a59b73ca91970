//! The secret keys of a person and of a device, in files.

use std::path::Path;

use causerie_chat::{AccountSecret, DeviceSecret};

use crate::{FileError, key_file};

/// A new account key, kept in a new file of mode 0600 (PKCS #8 in PEM).
pub fn create_account_secret(path: &Path) -> Result<AccountSecret, FileError> {
    let key = key_file::generate()?;
    key_file::create(path, &key)?;
    Ok(AccountSecret::from_seed(key.as_bytes()))
}

/// The account key in that file. One that other users may read, or that is published, is refused.
pub fn read_account_secret(path: &Path) -> Result<AccountSecret, FileError> {
    Ok(AccountSecret::from_seed(key_file::read(path)?.as_bytes()))
}

/// A new device key, kept in a new file of mode 0600 (PKCS #8 in PEM).
pub fn create_device_secret(path: &Path) -> Result<DeviceSecret, FileError> {
    let key = key_file::generate()?;
    key_file::create(path, &key)?;
    Ok(DeviceSecret::from_seed(key.as_bytes()))
}

/// The device key in that file. One that other users may read, or that is published, is refused.
pub fn read_device_secret(path: &Path) -> Result<DeviceSecret, FileError> {
    Ok(DeviceSecret::from_seed(key_file::read(path)?.as_bytes()))
}
