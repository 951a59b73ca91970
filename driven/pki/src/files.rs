//! Files that are there whole or not at all, and secret ones that nobody else may read.

use std::{
    ffi::OsString,
    fs::{self, DirBuilder, File, Metadata, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::FileError;

/// Who may read a file.
#[derive(Clone, Copy)]
pub(crate) enum Readers {
    Owner,
    Everybody,
}

/// Makes the folder, for its owner only, unless it is there.
pub(crate) fn create_folder(folder: &Path) -> Result<(), FileError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|cause| FileError::Io(folder.to_owned(), cause))
}

/// Makes a file that was not there; it survives a crash once this returns.
pub(crate) fn create(path: &Path, readers: Readers, bytes: &[u8]) -> Result<(), FileError> {
    let beside = write_beside(path, readers, bytes)?;
    // A hard link, unlike a renaming, fails where something stands.
    let linked = fs::hard_link(&beside, path);
    let removed = fs::remove_file(&beside);
    linked.and(removed).and_then(|()| sync_folder_of(path)).map_err(|cause| match cause.kind() {
        ErrorKind::AlreadyExists => FileError::Exists(path.to_owned()),
        _ => FileError::Io(path.to_owned(), cause),
    })
}

/// Puts a file in the place of the one that was there, if any; a crash leaves the one or the other.
pub(crate) fn replace(path: &Path, readers: Readers, bytes: &[u8]) -> Result<(), FileError> {
    let beside = write_beside(path, readers, bytes)?;
    fs::rename(&beside, path)
        .and_then(|()| sync_folder_of(path))
        .map_err(|cause| FileError::Io(path.to_owned(), cause))
}

/// What a file of at most `limit` bytes holds.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let (file, _) = open(path)?;
    let mut bytes = Vec::new();
    fill(&mut bytes, file, path, limit)?;
    Ok(bytes)
}

/// What a file of at most `limit` bytes holds that only its owner may read or write.
pub(crate) fn read_secret(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let (file, metadata) = open(path)?;
    if metadata.mode() & 0o077 != 0 {
        return Err(FileError::Exposed(path.to_owned()));
    }
    // Room for all of it from the start: a vector that grows leaves copies behind.
    let room = metadata.len().min(limit).saturating_add(2);
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(room).unwrap_or_default()));
    fill(&mut bytes, file, path, limit)?;
    Ok(bytes)
}

fn open(path: &Path) -> Result<(File, Metadata), FileError> {
    let opened = File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata)));
    match opened {
        Ok((_, metadata)) if !metadata.is_file() => Err(FileError::NotAFile(path.to_owned())),
        Ok(opened) => Ok(opened),
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            Err(FileError::Missing(path.to_owned()))
        }
        Err(cause) => Err(FileError::Io(path.to_owned(), cause)),
    }
}

fn fill(bytes: &mut Vec<u8>, file: File, path: &Path, limit: u64) -> Result<(), FileError> {
    let read = file.take(limit + 1).read_to_end(bytes);
    read.map_err(|cause| FileError::Io(path.to_owned(), cause))?;
    if bytes.len() as u64 > limit {
        return Err(FileError::Oversized(path.to_owned(), limit));
    }
    Ok(())
}

/// Writes `NAME.new` beside the file, down to the disk. One that an interrupted process left there goes first.
fn write_beside(path: &Path, readers: Readers, bytes: &[u8]) -> Result<PathBuf, FileError> {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(".new");
    let beside = path.with_file_name(name);
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::Everybody => 0o644,
    };

    let write = || {
        match fs::remove_file(&beside) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|cause| FileError::Io(beside.clone(), cause))?;
    Ok(beside)
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
