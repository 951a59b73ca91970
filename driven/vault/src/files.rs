//! Secret files, there whole or not at all.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::VaultError;

/// What a file of at most `limit` bytes holds that only its owner may read.
pub(crate) fn read_secret(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let io = |cause: std::io::Error| match cause.kind() {
        ErrorKind::NotFound => VaultError::Missing(path.to_owned()),
        _ => VaultError::Io(path.to_owned(), cause),
    };
    // Before it is opened: to open a pipe is to wait for somebody at its other end.
    let is_file = fs::metadata(path).map_err(io)?.is_file();
    if !is_file {
        return Err(VaultError::Malformed(path.to_owned()));
    }
    let file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() || metadata.len() > limit {
        return Err(VaultError::Malformed(path.to_owned()));
    }
    if metadata.mode() & 0o077 != 0 {
        return Err(VaultError::Exposed(path.to_owned()));
    }
    // Room for all of it: a vector that grows leaves copies behind.
    let room = usize::try_from(limit).unwrap_or_default() + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limit {
        return Err(VaultError::Malformed(path.to_owned()));
    }
    Ok(bytes)
}

/// Removes what an interrupted process left beside the file.
pub(crate) fn sweep(path: &Path) -> Result<(), VaultError> {
    match fs::remove_file(beside(path)) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            Err(VaultError::Io(path.to_owned(), cause))
        }
        _ => Ok(()),
    }
}

/// Puts `bytes` in place of what is at `path`; a crash leaves the one or the other.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let beside = beside(path);
    write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .and_then(|()| sync_folder_of(path))
        .map_err(|cause| VaultError::Io(path.to_owned(), cause))
}

/// Makes a file that was not there.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let beside = beside(path);
    let made = write(&beside, bytes).and_then(|()| {
        // A hard link, unlike a renaming, fails where something stands.
        let linked = fs::hard_link(&beside, path);
        fs::remove_file(&beside)?;
        linked?;
        sync_folder_of(path)
    });
    made.map_err(|cause| match cause.kind() {
        ErrorKind::AlreadyExists => VaultError::Exists(path.to_owned()),
        _ => VaultError::Io(path.to_owned(), cause),
    })
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // One that an interrupted process left goes first.
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(".new");
    path.with_file_name(name)
}

fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
