//! A backup: who somebody is, whom they know and what was said. There are no sessions and no pre-keys in it: a session that is restored
//! could use a key twice, so they are begun anew.

use std::{
    collections::HashSet,
    error::Error,
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::Path,
};

use causerie_chat::{DeviceAddress, Timestamp};
use causerie_edge::now;
use causerie_pki::Root;
use causerie_sqlite::{SqlitePeer, StoreKey};
use causerie_usecases::ports::{Archive, Cursor, Entry, History, Identities, Outbox};
use causerie_vault::{Passphrase, Vault, open_backup, seal_backup};
use zeroize::Zeroizing;

use crate::{
    Folder, Profile,
    content::{self, Content},
    fresh::create_folder,
    secrets::Secrets,
};

/// The largest backup that is read or written: 1 GiB.
const MAX_BYTES: u64 = 1 << 30;

/// Writes a backup of the data folder to a new file, sealed with `seal`; `passphrase` opens the folder. The peer must not be running.
/// How many messages are in it.
pub async fn export(
    folder: &Folder,
    passphrase: Option<&Passphrase>,
    file: &Path,
    seal: &Passphrase,
) -> Result<usize, Box<dyn Error>> {
    if file.exists() {
        let file = file.display();
        return Err(format!("{file} is there already; choose another file").into());
    }
    let profile = folder.read_profile()?.ok_or("nobody registered in this folder yet")?;
    let secrets = Secrets::open(folder, passphrase)?;
    let key = StoreKey::new(*secrets.vault.store_key());
    let store = SqlitePeer::open(&folder.database(), profile.device.person.clone(), &key)?;

    let people = store.identities().await?;
    let mut entries = Vec::new();
    for conversation in store.conversations().await? {
        let mut after = Cursor::default();
        loop {
            let page = store.conversation(&conversation.with, after, 1_000).await?;
            let Some(last) = page.last() else { break };
            after = last.cursor;
            entries.extend(page);
        }
    }
    let at = now();
    entries.retain(|entry| !entry.has_expired(at));
    entries.sort_by_key(|entry| entry.cursor);
    let messages = entries.len();
    let root = fs::read_to_string(folder.root())?;
    let content = Content::new(&profile, &root, &secrets, &people, &entries);
    let text = Zeroizing::new(serde_json::to_vec(&content)?);
    if text.len() as u64 > MAX_BYTES {
        return Err("there is more than 1 GiB to back up, which is the most a backup holds".into());
    }
    write_new(file, &seal_backup(seal, &text)?)?;
    Ok(messages)
}

/// Makes `folder`, which must be empty or not be there, what a backup says. `open` opens the backup, `seal` is to open the folder from now on. How
/// many messages were restored, and whose.
pub async fn import(
    folder: &Folder,
    file: &Path,
    open: &Passphrase,
    seal: Option<&Passphrase>,
) -> Result<(DeviceAddress, usize), Box<dyn Error>> {
    let sealed = read_bounded(file)?;
    let text = open_backup(open, &sealed).map_err(|why| format!("{}: {why}", file.display()))?;
    let damaged = || format!("{} was made by a later version", file.display());
    let content: Content = serde_json::from_slice(&text).map_err(|_| damaged())?;
    let content::Parsed { profile, root, account, own, people, entries } =
        content.parse().ok_or_else(damaged)?;
    let entries = still_there(entries, now());

    create_folder(&folder.0)?;
    let _alone = folder.lock()?;
    let taken = [folder.account_key(), folder.database(), Vault::file(&folder.0)];
    if folder.read_profile()?.is_some() || taken.iter().any(|file| file.exists()) {
        let folder = folder.0.display();
        return Err(
            format!("{folder} is somebody's already; choose another folder with --data").into()
        );
    }
    let secrets = Secrets::restore(folder, seal, account.as_deref(), &own)?;
    Root::from_pem(root.as_bytes()).map_err(|_| damaged())?.keep(&folder.root())?;
    let key = StoreKey::new(*secrets.vault.store_key());
    let store = SqlitePeer::open(&folder.database(), profile.device.person.clone(), &key)?;
    let messages = entries.len();
    restore(&store, &profile, people, entries).await?;
    folder.write_profile(&profile)?;
    Ok((profile.device, messages))
}

/// Without what has disappeared since, and what changed that.
fn still_there(entries: Vec<Entry>, at: Timestamp) -> Vec<Entry> {
    let (gone, mut there): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.message.has_expired(at));
    let gone: HashSet<_> = gone.iter().map(|entry| entry.message.reference()).collect();
    there.retain(|entry| entry.message.target().is_none_or(|target| !gone.contains(&target)));
    there
}

/// What was said in its order; what had not been delivered is queued again.
async fn restore(
    store: &SqlitePeer,
    profile: &Profile,
    people: Vec<causerie_usecases::ports::KnownIdentity>,
    entries: Vec<Entry>,
) -> Result<(), Box<dyn Error>> {
    let known = people.clone();
    store.restore(people, Vec::new()).await?;
    let mut settled = Vec::new();
    for entry in entries {
        if !content::is_waiting(&entry, &profile.device.person) {
            settled.push(entry);
            continue;
        }
        store.restore(Vec::new(), std::mem::take(&mut settled)).await?;
        let envelopes = content::envelopes(&entry.message, &known);
        let queued = store.enqueue(&entry.message, envelopes, content::unsealed()).await;
        queued.map_err(|refused| refused.to_string())?;
    }
    Ok(store.restore(Vec::new(), settled).await?)
}

fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let failed = |failed| format!("{}: {failed}", file.display());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file).map_err(failed)?;
    let written = out.write_all(bytes).and_then(|()| out.sync_all());
    if written.is_err() {
        // Half a backup is none.
        let _ = fs::remove_file(file);
    }
    Ok(written.map_err(failed)?)
}

fn read_bounded(file: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let failed = |failed| format!("{}: {failed}", file.display());
    let mut bytes = Vec::new();
    File::open(file)
        .map_err(failed)?
        .take(MAX_BYTES + 4_096)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 >= MAX_BYTES + 4_096 {
        return Err(format!("{} is larger than any backup", file.display()).into());
    }
    Ok(bytes)
}
