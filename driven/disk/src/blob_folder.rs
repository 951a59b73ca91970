use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use causerie_files::{Blob, BlobHash};
use causerie_usecases::ports::{BlobFiles, NotStored, Unavailable};

use crate::{apart, unavailable};

/// Blobs in a folder that nobody else writes into: each a file that is called by its hash, which only its owner may read.
///
/// One is written under another name first, made durable, and given its own by renaming it: so what is there under a hash is whole.
#[derive(Clone, Debug)]
pub struct BlobFolder {
    folder: Arc<Path>,
    begun: Arc<AtomicU64>,
}

/// How the name of what is not whole yet begins: no hash does.
const BEGUN: &str = "begun-";

impl BlobFolder {
    /// The folder at that place, which is made if need be. A link is refused: what is behind it may be another's.
    pub fn open(folder: &Path) -> io::Result<Self> {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if !fs::symlink_metadata(folder)?.is_dir() {
                    return Err(ErrorKind::NotADirectory.into());
                }
            }
            made => made?,
        }
        Ok(Self { folder: folder.into(), begun: Arc::default() })
    }

    fn path(&self, blob: &BlobHash) -> PathBuf {
        self.folder.join(blob.to_string())
    }

    fn put(&self, blob: &Blob) -> io::Result<()> {
        let begun = self.begun.fetch_add(1, Ordering::Relaxed);
        let begun = self.folder.join(format!("{BEGUN}{begun}"));
        let put = self.write(&begun, blob);
        if put.is_err() {
            let _ = fs::remove_file(&begun);
        }
        put
    }

    fn write(&self, begun: &Path, blob: &Blob) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(begun)?;
        file.write_all(blob.as_bytes())?;
        file.sync_all()?;
        fs::rename(begun, self.path(&blob.hash()))?;
        File::open(&self.folder)?.sync_all()
    }

    fn all(&self) -> io::Result<Vec<(BlobHash, u64)>> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_str().unwrap_or_default();
            if name.starts_with(BEGUN) {
                fs::remove_file(entry.path())?;
            } else if let Ok(hash) = name.parse() {
                // What is no file has a length that no blob has.
                let about = entry.metadata()?;
                all.push((hash, if about.is_file() { about.len() } else { u64::MAX }));
            }
        }
        Ok(all)
    }
}

#[async_trait]
impl BlobFiles for BlobFolder {
    async fn put(&self, blob: Blob) -> Result<(), NotStored> {
        let this = self.clone();
        apart(move || this.put(&blob).map_err(not_stored)).await
    }

    async fn read(
        &self,
        blob: &BlobHash,
        from: u32,
        bytes: u32,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let path = self.path(blob);
        apart(move || if_there(read(&path, from, bytes)).map_err(unavailable)).await
    }

    async fn remove(&self, blob: &BlobHash) -> Result<(), Unavailable> {
        let path = self.path(blob);
        apart(move || if_there(fs::remove_file(path)).map(drop).map_err(unavailable)).await
    }

    async fn all(&self) -> Result<Vec<(BlobHash, u64)>, Unavailable> {
        let this = self.clone();
        apart(move || this.all().map_err(unavailable)).await
    }
}

fn read(path: &Path, from: u32, bytes: u32) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from.into()))?;
    let mut read = Vec::with_capacity(bytes.min(Blob::MOST_BYTES) as usize);
    file.take(bytes.into()).read_to_end(&mut read)?;
    Ok(read)
}

fn if_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

fn not_stored(error: io::Error) -> NotStored {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            NotStored::Full
        }
        _ => unavailable(error).into(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use rustix::io::Errno;

    use super::*;

    #[rstest]
    #[case(Errno::NOSPC, "there is no room for it")]
    #[case(Errno::DQUOT, "there is no room for it")]
    #[case(Errno::FBIG, "there is no room for it")]
    #[case(Errno::IO, "a service this depends on is unavailable")]
    #[case(Errno::ACCESS, "a service this depends on is unavailable")]
    fn a_full_disk_is_told_from_a_broken_one(#[case] error: Errno, #[case] reason: &str) {
        assert_eq!(not_stored(error.into()).to_string(), reason);
    }
}
