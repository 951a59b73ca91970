use std::{
    error::Error,
    fs::{self, File, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
};

use causerie_chat::{Address, DeviceAddress, DeviceId, Introduction, NetworkAddress};
use causerie_wire::Base64;
use serde::{Deserialize, Serialize};

/// The data folder of a peer: who it is and where its files are.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// The root of the network it trusts.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.0.join("root.pem")
    }

    /// The person's secret key.
    #[must_use]
    pub fn account_key(&self) -> PathBuf {
        self.0.join("account.key")
    }

    /// The device's secret key.
    #[must_use]
    pub fn device_key(&self) -> PathBuf {
        self.0.join("device.key")
    }

    /// What was said.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.join("peer.db")
    }

    /// What opens the local API.
    #[must_use]
    pub fn token(&self) -> PathBuf {
        self.0.join("local.token")
    }

    /// Where the local API listens, while the peer runs.
    #[must_use]
    pub fn local_address(&self) -> PathBuf {
        self.0.join("local.address")
    }

    /// What is logged while the peer runs in the background of a terminal.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.0.join("up.log")
    }

    pub(crate) fn lock_file(&self) -> PathBuf {
        self.0.join("register.lock")
    }

    /// Keeps others from registering in this folder for as long as the file is held: two at once would make keys of which
    /// only one could be kept.
    pub(crate) fn lock(&self) -> Result<File, Box<dyn Error>> {
        let path = self.lock_file();
        let failed = |failed| format!("{}: {failed}", path.display());
        let file = File::create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(format!("another causerie register is at work in {}", self.0.display()).into())
            }
            Err(TryLockError::Error(error)) => Err(failed(error).into()),
        }
    }

    fn profile(&self) -> PathBuf {
        self.0.join("profile.json")
    }

    /// Who this folder belongs to; nothing before anybody registered.
    pub fn read_profile(&self) -> Result<Option<Profile>, Box<dyn Error>> {
        let path = self.profile();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(failed) => return Err(format!("{}: {failed}", path.display()).into()),
        };
        let mut text = String::new();
        file.take(16 * 1024).read_to_string(&mut text)?;
        let raw: Raw = serde_json::from_str(&text).map_err(|_| {
            format!("{} is damaged; register again into another folder", path.display())
        })?;
        Ok(Some(Profile {
            device: DeviceAddress {
                person: raw.address.parse::<Address>()?,
                device: raw.device.parse::<DeviceId>()?,
            },
            directory: raw.directory.parse()?,
            introduction: match raw.introduction {
                Some(bytes) => Some(Introduction::decode(&bytes.0)?.0),
                None => None,
            },
        }))
    }

    /// Keeps `profile`, whole or not at all.
    pub(crate) fn write_profile(&self, profile: &Profile) -> Result<(), Box<dyn Error>> {
        let raw = Raw {
            address: profile.device.person.to_string(),
            device: profile.device.device.to_string(),
            directory: profile.directory.to_string(),
            introduction: profile.introduction.as_ref().map(|it| it.encode(&[]).into()),
        };
        replace(&self.profile(), serde_json::to_string_pretty(&raw)?.as_bytes())
    }
}

/// Puts `bytes` in place of the file at `path`, whole or not at all.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let written = || {
        let next = path.with_extension("new");
        let mut file = File::create(&next)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(next, path)
    };
    written().map_err(|failed: std::io::Error| format!("{}: {failed}", path.display()).into())
}

/// Who a peer is, and where its directory is found.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Who.
    pub device: DeviceAddress,
    /// Where its directory is found; its name is the person's domain.
    pub directory: NetworkAddress,
    /// The person's word for this device, if it was linked; the first one has the account key and says so itself.
    pub introduction: Option<Introduction>,
}

#[derive(Serialize, Deserialize)]
struct Raw {
    address: String,
    device: String,
    directory: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    introduction: Option<Base64>,
}
