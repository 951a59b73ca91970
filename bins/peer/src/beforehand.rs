use std::{error::Error, path::Path};

use causerie_chat::{DeviceAddress, NetworkAddress};
use causerie_edge::chain;
use causerie_http_client::DirectoryClient;
use causerie_pki::{FileError, Root};

use crate::{join::NotJoined, profile::Folder};

/// Sees, before anybody is asked for anything, whether `folder` can be made that of `device`: that it is nobody else's, that the file of the
/// root is one, and that the directory answers as that of this root ([`NotJoined`] if not). False if it is that of `device` already. Nothing is written.
pub async fn see_beforehand(
    folder: &Folder,
    device: &DeviceAddress,
    directory: &NetworkAddress,
    root: &Path,
) -> Result<bool, Box<dyn Error>> {
    let root = read_root(root)?;
    if !is_new(folder, device)? {
        return Ok(false);
    }
    let client =
        DirectoryClient::new(root.client_config()?, device.person.domain.clone(), directory)?;
    client.readiness().await.map_err(|failed| NotJoined {
        code: "DIRECTORY_UNREACHABLE".to_owned(),
        detail: not_answering(directory, &failed),
    })?;
    Ok(true)
}

/// The root of the network in that file.
pub(crate) fn read_root(path: &Path) -> Result<Root, Box<dyn Error>> {
    Root::read(path).map_err(|failed| match failed {
        FileError::Missing(path) => format!(
            "{} is not there; give the file with the root of the network, which you have from whoever runs the directory: --root FILE",
            path.display()
        )
        .into(),
        other => other.into(),
    })
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

/// What is said of a directory that did not answer.
pub(crate) fn not_answering(directory: &NetworkAddress, cause: &(dyn Error + 'static)) -> String {
    format!(
        "https://{directory} did not answer as the directory of this root would ({}); check the URL, the root and that it runs",
        chain(cause)
    )
}
