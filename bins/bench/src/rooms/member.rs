use std::{error::Error, fs, path::Path, sync::Arc};

use causerie::{Folder, Vault, Wired, wire};
use causerie_aws_lc::AwsLc;
use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Introduction};
use causerie_edge::{now, randomness};
use causerie_mls::MlsDevice;
use causerie_usecases::ports::{Fresh, Invitable, Invitations};

/// Somebody's peer in its parts, as the `causerie` binary has it, in a folder of its own; `root` is that of a directory which nobody asks.
pub(super) fn wired(folder: &Path, root: &Path, name: &str) -> Result<Wired, Box<dyn Error>> {
    fs::create_dir(folder)?;
    let folder = Folder(folder.to_owned());
    fs::copy(root, folder.root())?;
    let vault = Vault::create(&folder.0, None)?;
    vault.create_secret(&folder.account_key(), "account key")?;
    vault.create_secret(&folder.device_key(), "device key")?;
    let profile =
        format!(r#"{{"address": "{name}@localhost", "device": "d1", "directory": "localhost:1"}}"#);
    fs::write(folder.0.join("profile.json"), profile)?;
    let profile = folder.read_profile()?.ok_or("no profile")?;
    wire(&folder, &profile, None)
}

/// Somebody of whom there is nothing but keys.
pub(super) struct Somebody {
    pub(super) account: AccountSecret,
    pub(super) device: DeviceAddress,
    pub(super) own: DeviceSecret,
}

impl Somebody {
    pub(super) fn called(name: &str) -> Result<Self, Box<dyn Error>> {
        let drawn = randomness()?;
        Ok(Self {
            account: AccountSecret::from_seed(&drawn.bytes(&AwsLc, b"account")),
            own: DeviceSecret::from_seed(&drawn.bytes(&AwsLc, b"device")),
            device: format!("d1.{name}.peers.localhost").parse()?,
        })
    }

    /// What they are added with.
    pub(super) fn invitable(&self) -> Result<Invitable, Box<dyn Error>> {
        let introduction = Introduction::sign(self.device.clone(), &self.account, &self.own);
        let own = DeviceSecret::from_seed(self.own.seed());
        let mls = MlsDevice::new(Arc::new(AwsLc), self.device.clone(), own, &introduction);
        Ok(mls.invitable(fresh()?)?)
    }
}

/// What a step draws from.
pub(super) fn fresh() -> Result<Fresh, Box<dyn Error>> {
    Ok(Fresh { entropy: randomness()?.bytes(&AwsLc, b"fresh"), at: now() })
}
