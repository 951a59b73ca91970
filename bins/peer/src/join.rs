use std::{error::Error, path::PathBuf, sync::Arc, time::Duration};

use causerie_chat::{
    DeviceAddress, DeviceName, LINK_LIFETIME, LinkCode, Linked, NetworkAddress, Person,
};
use causerie_edge::{answered, handled, now};
use causerie_http_client::DirectoryClient;
use causerie_pki::{FileError, Root};
use causerie_sqlite::{SqlitePeer, StoreKey};
use causerie_usecases::{
    peer::commands::{AskToBeLinked, AskToBeLinkedHandler, NotTakenOn, ReadLinkAnswer},
    ports::Contacts,
    ports::NotLinked,
};
use causerie_vault::Passphrase;
use tokio::time::{Instant, sleep};

use crate::{
    beforehand::{is_new, not_answering, read_root},
    fresh::Fresh,
    profile::{Folder, Profile},
    secrets::Secrets,
};

/// How often the directory is asked whether somebody decided.
const ROUND: Duration = Duration::from_secs(1);

/// Which device wants to be linked, to whom, and where.
#[derive(Debug)]
pub struct Joining {
    /// This device, and through it the person and the directory's domain.
    pub device: DeviceAddress,
    /// Where the directory is found.
    pub directory: NetworkAddress,
    /// The file with the root of the network.
    pub root: PathBuf,
    /// What opens the folder, or is to from now on if it is a new one.
    pub passphrase: Option<Passphrase>,
    /// What the first device shows.
    pub code: LinkCode,
    /// What machine this is.
    pub machine: DeviceName,
}

/// Asks the person's first device to take this one on, waits until somebody decided there, and makes `folder` that of the linked device. The
/// key that is in the folder already is used again.
pub async fn join(folder: &Folder, wanted: Joining) -> Result<(), Box<dyn Error>> {
    let Joining { device, directory, root: root_file, passphrase, code, machine } = wanted;
    let root = read_root(&root_file)?;
    let fresh = Fresh::begin(folder)?;
    if !is_new(folder, &device)? {
        return Err(joined_already(folder, &device).into());
    }
    let Secrets { own, vault, .. } = Secrets::open_or_create_own(folder, passphrase.as_ref())?;
    let domain = device.person.domain.clone();
    let client = Arc::new(DirectoryClient::new(root.client_config()?, domain, &directory)?);
    let asking = AskToBeLinkedHandler {
        device: device.clone(),
        own: Arc::new(own),
        links: client.clone(),
        book: client,
    };
    let ask = AskToBeLinked { code: code.clone(), name: machine, at: now() };
    let (linked, has_asked) = match handled(&asking, ask).await {
        Ok(()) => (wait(&asking, &code).await, true),
        Err(refused) => (Err(refused), false),
    };
    let linked = match linked {
        Ok(linked) => linked,
        Err(refused) => {
            if is_certain(&refused, has_asked) {
                fresh.take_away();
            }
            return Err(NotJoined::new(refused, &directory).into());
        }
    };

    match root.keep(&folder.root()) {
        Ok(()) => {}
        Err(FileError::Exists(_)) if Root::read(&folder.root())? == root => {}
        Err(failed) => return Err(failed.into()),
    }
    let introduction = linked.introduction(&device);
    let key = StoreKey::new(*vault.store_key());
    let store = SqlitePeer::open(&folder.database(), device.person.clone(), &key)?;
    let me = Person::listed(linked.account_key, linked.list);
    store.remember(&me).await.map_err(|refused| refused.to_string())?;
    folder.write_profile(&Profile { device, directory, introduction })
}

/// What the first device answers, once somebody decided there.
async fn wait(asking: &AskToBeLinkedHandler, code: &LinkCode) -> Result<Linked, NotTakenOn> {
    let end = Instant::now() + Duration::from_millis(LINK_LIFETIME);
    let mut last = NotLinked::NoSuchLink;
    while Instant::now() < end {
        match answered(asking, ReadLinkAnswer { code: code.clone(), at: now() }).await {
            Ok(Some(linked)) => return Ok(linked),
            Ok(None) => {}
            // It may be back in a moment: the code is good for as long.
            Err(NotTakenOn::NotLinked(refused @ NotLinked::Unavailable(_))) => last = refused,
            Err(refused) => return Err(refused),
        }
        sleep(ROUND).await;
    }
    // Somebody may have said yes at the last moment.
    Err(last.into())
}

/// Whether this device is not taken on for sure, so that its key is of no use any more.
fn is_certain(refused: &NotTakenOn, has_asked: bool) -> bool {
    match refused {
        NotTakenOn::Declined
        | NotTakenOn::Impossible(_)
        | NotTakenOn::NotLinked(NotLinked::Used) => true,
        NotTakenOn::NotLinked(NotLinked::NoSuchLink | NotLinked::Full | NotLinked::Refused(_)) => {
            !has_asked
        }
        NotTakenOn::Forged | NotTakenOn::NotLinked(NotLinked::Unavailable(_)) => false,
    }
}

/// This device was not linked, or cannot be now; nothing has changed but that it may have a key.
#[derive(Debug)]
pub struct NotJoined {
    /// Why, in one stable word.
    pub code: String,
    /// Why, and what to do.
    pub detail: String,
}

impl NotJoined {
    fn new(refused: NotTakenOn, directory: &NetworkAddress) -> Self {
        let (code, detail) = match refused {
            NotTakenOn::Declined => ("LINK_DECLINED", "somebody declined on the first device".to_owned()),
            NotTakenOn::Impossible(cause) => {
                let detail = match cause.as_str() {
                    "DEVICE_IN_USE" => "one of your devices has that id, or had it: choose another (--device), and begin anew: causerie link on the first device",
                    "TOO_MANY_DEVICES" => "you have as many devices as can be; revoke one on the first device: causerie devices revoke ID",
                    _ => "this device cannot be taken on as it is",
                };
                return Self { code: cause.to_string(), detail: detail.to_owned() };
            }
            NotTakenOn::Forged => (
                "LINK_FORGED",
                "what came back was not made with this code for this device: somebody may stand between; nothing was linked".to_owned(),
            ),
            NotTakenOn::NotLinked(NotLinked::NoSuchLink) => (
                "NO_SUCH_LINK",
                "the code is wrong, is for somebody else, or is older than ten minutes; have another one shown: causerie link".to_owned(),
            ),
            NotTakenOn::NotLinked(NotLinked::Used) => (
                "LINK_USED",
                "another device asked with this code before; decline it on the first device, and begin anew: causerie link".to_owned(),
            ),
            NotTakenOn::NotLinked(NotLinked::Full) => (
                "QUOTA_EXCEEDED",
                "the directory takes no more for now; try again in a minute".to_owned(),
            ),
            NotTakenOn::NotLinked(NotLinked::Refused(code)) => {
                return Self { code: code.to_string(), detail: "the directory refused".to_owned() };
            }
            NotTakenOn::NotLinked(NotLinked::Unavailable(cause)) => (
                "DIRECTORY_UNREACHABLE",
                not_answering(directory, &cause),
            ),
        };
        Self { code: code.to_owned(), detail }
    }
}

impl std::fmt::Display for NotJoined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl Error for NotJoined {}

/// What is said where the folder is that of the device already.
#[must_use]
pub fn joined_already(folder: &Folder, device: &DeviceAddress) -> String {
    let folder = folder.0.display();
    format!("{folder} is that of {device} already; come up with: causerie up --data {folder}")
}
