use std::{error::Error, path::PathBuf, sync::Arc};

use causerie_chat::{DeviceAddress, NetworkAddress};
use causerie_edge::{handled, now};
use causerie_http_client::DirectoryClient;
use causerie_pki::{FileError, Root};
use causerie_usecases::{
    peer::commands::{Enrol, EnrolHandler},
    ports::NotRegistered,
};
use causerie_vault::Passphrase;

use crate::{
    beforehand::{is_new, not_answering, read_root},
    fresh::Fresh,
    profile::{Folder, Profile},
    secrets::Secrets,
};

/// Who wants to be registered, and where.
#[derive(Debug)]
pub struct Registration {
    /// This device, and through it the person and the directory's domain.
    pub device: DeviceAddress,
    /// Where the directory is found.
    pub directory: NetworkAddress,
    /// The file with the root of the network.
    pub root: PathBuf,
    /// What opens the folder, or is to from now on if it is a new one.
    pub passphrase: Option<Passphrase>,
}

/// Registers a person and makes `folder` theirs. Doing it again, or taking up where it was interrupted, is safe: keys
/// that are there already are used again.
pub async fn register(folder: &Folder, wanted: Registration) -> Result<(), Box<dyn Error>> {
    let Registration { device, directory, root: root_file, passphrase } = wanted;
    let root = read_root(&root_file)?;
    is_new(folder, &device)?;
    let fresh = Fresh::begin(folder)?;
    // It may have become somebody's meanwhile.
    let is_new = is_new(folder, &device)?;
    let passphrase = passphrase.as_ref();
    let Secrets { account, own, .. } = if is_new {
        Secrets::open_or_create(folder, passphrase)?
    } else {
        Secrets::open(folder, passphrase)?
    };

    let account = account.ok_or(
        "this folder is that of a linked device, which is registered already; come up with: causerie up",
    )?;
    let domain = device.person.domain.clone();
    let registry = Arc::new(DirectoryClient::new(root.client_config()?, domain, &directory)?);
    let (account, own) = (Arc::new(account), Arc::new(own));
    let enrol = EnrolHandler { device: device.clone(), account, own, registry };
    if let Err(refused) = handled(&enrol, Enrol { at: now() }).await {
        // Where nobody answered, the name may be this folder's all the same.
        if !matches!(refused, NotRegistered::Unavailable(_)) {
            fresh.take_away();
        }
        return Err(explain(refused, &directory));
    }

    match root.keep(&folder.root()) {
        Ok(()) => {}
        Err(FileError::Exists(_)) if Root::read(&folder.root())? == root => {}
        Err(failed) => return Err(failed.into()),
    }
    folder.write_profile(&Profile { device, directory, introduction: None })
}

fn explain(refused: NotRegistered, directory: &NetworkAddress) -> Box<dyn Error> {
    match refused {
        NotRegistered::NameInUse => "NAME_IN_USE: somebody else has that name at this directory; choose another".into(),
        NotRegistered::KeyInUse => "KEY_IN_USE: the keys in this folder belong to another name already; choose another folder with --data".into(),
        NotRegistered::Refused(code) => format!("{code}: the directory refused the registration").into(),
        NotRegistered::Unavailable(cause) => not_answering(directory, &cause).into(),
    }
}
