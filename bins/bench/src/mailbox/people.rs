//! Puts people on record in a directory that does not run yet, and signs their devices' credentials: over the network a directory registers
//! no more than one a second.

use std::{error::Error, fs::DirBuilder, path::Path, sync::Arc};

use causerie_chat::{Credential, DeviceAddress, Term};
use causerie_edge::{handled, now};
use causerie_pki::{
    DeviceIdentity, FileAuthority, Root, create_account_secret, create_device_secret,
};
use causerie_sqlite::SqliteDirectory;
use causerie_usecases::{
    peer::commands::{Enrol, EnrolHandler},
    ports::{Authority, Credentials},
};
use futures_util::{StreamExt, TryStreamExt, stream};

/// Somebody with one device.
pub(crate) struct Person {
    /// Whom a relay knows by this.
    pub(crate) number: u32,
    /// The device.
    pub(crate) device: DeviceAddress,
    /// What it shows in TLS.
    pub(crate) identity: DeviceIdentity,
}

/// Puts `count` people on record at the directory in `directory`; their own folders go into `folder`.
pub(crate) async fn people(
    directory: &Path,
    folder: &Path,
    count: u32,
) -> Result<Vec<Person>, Box<dyn Error>> {
    let office = Office {
        authority: FileAuthority::open(directory)?,
        root: Root::read(&directory.join("root.pem"))?,
        registry: Arc::new(SqliteDirectory::open(&directory.join("directory.db"))?),
    };
    stream::iter(0..count)
        .map(|number| office.take_on(folder, number))
        .buffered(64)
        .try_collect()
        .await
}

struct Office {
    authority: FileAuthority,
    root: Root,
    registry: Arc<SqliteDirectory>,
}

impl Office {
    async fn take_on(&self, folder: &Path, number: u32) -> Result<Person, Box<dyn Error>> {
        let folder = folder.join(number.to_string());
        DirBuilder::new().recursive(true).create(&folder)?;
        let device: DeviceAddress = format!("d1.p{number}.peers.localhost").parse()?;
        let enrol = EnrolHandler {
            device: device.clone(),
            account: Arc::new(create_account_secret(&folder.join("account.key"))?),
            own: Arc::new(create_device_secret(&folder.join("device.key"))?),
            registry: self.registry.clone(),
        };
        handled(&enrol, Enrol { at: now() }).await?;

        let identity = DeviceIdentity::open(&folder, &device, self.root.clone())?;
        let request = identity.request().await?;
        let term = Term { from: now(), until: now().plus(Credential::LIFETIME) };
        identity.install(self.authority.issue(&device, &request, term).await?).await?;
        Ok(Person { number, device, identity })
    }
}
