use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use causerie_chat::{DeviceAddress, NetworkAddress};
use causerie_edge::{chain, handled, now};
use causerie_http_client::DirectoryClient;
use causerie_pki::{FileError, Root};
use causerie_usecases::{
    peer::commands::{Enrol, EnrolHandler},
    ports::NotRegistered,
};
use causerie_vault::Passphrase;

use crate::{
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
    let root = Root::read(&root_file)?;
    create_folder(&folder.0)?;
    let _alone = folder.lock()?;
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
    let enrolled = handled(&enrol, Enrol { at: now() }).await;
    enrolled.map_err(|refused| explain(refused, &directory))?;

    match root.keep(&folder.root()) {
        Ok(()) => {}
        Err(FileError::Exists(_)) if Root::read(&folder.root())? == root => {}
        Err(failed) => return Err(failed.into()),
    }
    folder.write_profile(&Profile { device, directory, introduction: None })
}

/// Whether nobody registered in that folder yet; an error if somebody else did.
pub(crate) fn is_new(folder: &Folder, device: &DeviceAddress) -> Result<bool, Box<dyn Error>> {
    match folder.read_profile()? {
        None => Ok(true),
        Some(owner) if owner.device == *device => Ok(false),
        Some(owner) => Err(format!(
            "{} belongs to {} already; choose another folder with --data",
            folder.0.display(),
            owner.device.person
        )
        .into()),
    }
}

pub(crate) fn create_folder(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|failed| format!("{}: {failed}", folder.display()).into())
}

fn explain(refused: NotRegistered, directory: &NetworkAddress) -> Box<dyn Error> {
    match refused {
        NotRegistered::NameInUse => "NAME_IN_USE: somebody else has that name at this directory; choose another".into(),
        NotRegistered::KeyInUse => "KEY_IN_USE: the keys in this folder belong to another name already; choose another folder with --data".into(),
        NotRegistered::Refused(code) => format!("{code}: the directory refused the registration").into(),
        NotRegistered::Unavailable(cause) => format!(
            "https://{directory} did not answer as the directory of this root would ({}); check the URL, the root and that it runs",
            chain(&cause)
        )
        .into(),
    }
}
