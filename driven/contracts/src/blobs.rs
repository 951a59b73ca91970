//! What a directory keeps of files.

use std::{path::PathBuf, sync::Arc};

use causerie_chat::DeviceAddress;
use causerie_disk::BlobFolder;
use causerie_files::{Blob, BlobList, FileId};
use causerie_memory::{MemoryBlobs, MemoryDirectory};
use causerie_sqlite::SqliteDirectory;
use causerie_usecases::ports::{
    BlobBook, BlobCensus, BlobFiles, BlobLedger, BlobListings, DeviceLists, Registry,
};
use tempfile::TempDir;

use crate::{Store, at, enrolment};

/// A directory's store of files, by its ports.
pub struct BlobStore {
    /// Takes people on.
    pub registry: Arc<dyn Registry>,
    /// Keeps which devices they have.
    pub device_lists: Arc<dyn DeviceLists>,
    /// Keeps what is listed.
    pub listings: Arc<dyn BlobListings>,
    /// Keeps what is here.
    pub ledger: Arc<dyn BlobLedger>,
    /// Knows both.
    pub book: Arc<dyn BlobBook>,
    /// Knows both.
    pub census: Arc<dyn BlobCensus>,
    /// Its file, if it is in one.
    file: Option<PathBuf>,
    /// Removed with the store.
    folder: Option<TempDir>,
}

impl Store {
    /// A directory that keeps nothing of files yet.
    #[must_use]
    pub fn blobs(self) -> BlobStore {
        match self {
            Self::Memory => BlobStore::over(Arc::new(MemoryDirectory::default())),
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let file = folder.path().join("directory.db");
                BlobStore { folder: Some(folder), ..BlobStore::in_file(file) }
            }
        }
    }
}

impl BlobStore {
    fn over<S>(store: Arc<S>) -> Self
    where
        S: Registry + DeviceLists + BlobListings + BlobLedger + BlobBook + BlobCensus + 'static,
    {
        Self {
            registry: store.clone(),
            device_lists: store.clone(),
            listings: store.clone(),
            ledger: store.clone(),
            book: store.clone(),
            census: store,
            file: None,
            folder: None,
        }
    }

    fn in_file(file: PathBuf) -> Self {
        let store = Arc::new(SqliteDirectory::open(&file).unwrap());
        Self { file: Some(file), ..Self::over(store) }
    }

    /// The same after its program began anew, if it is in a file.
    #[must_use]
    pub fn reopened(mut self) -> Self {
        let Some(file) = self.file.take() else { return self };
        let folder = self.folder.take();
        drop(self);
        Self { folder, ..Self::in_file(file) }
    }

    /// Takes somebody on, with keys of that number; their first device.
    pub async fn joins(&self, who: &str, key: u8) -> DeviceAddress {
        let verified = enrolment(who, key, key + 1);
        self.registry.register(&verified, at(0)).await.unwrap();
        verified.enrolment().device.clone()
    }
}

/// Where bytes of blobs lie.
#[derive(Clone, Copy, Debug)]
pub enum BlobKind {
    /// `causerie-memory`.
    Memory,
    /// `causerie-disk`, in a folder of its own.
    Folder,
}

/// Some bytes of blobs, and the folder that they lie in, if they do.
pub struct BlobPlace {
    /// The bytes.
    pub files: Arc<dyn BlobFiles>,
    /// The folder.
    pub folder: Option<PathBuf>,
    /// Removed with them.
    _temporary: TempDir,
}

impl BlobKind {
    /// An empty one.
    #[must_use]
    pub fn place(self) -> BlobPlace {
        let temporary = TempDir::new().unwrap();
        let folder = temporary.path().join("blobs");
        match self {
            Self::Memory => BlobPlace {
                files: Arc::new(MemoryBlobs::default()),
                folder: None,
                _temporary: temporary,
            },
            Self::Folder => BlobPlace {
                files: Arc::new(BlobFolder::open(&folder).unwrap()),
                folder: Some(folder),
                _temporary: temporary,
            },
        }
    }
}

/// The blob number `n`, of so many bytes.
#[must_use]
pub fn blob(n: u8, bytes: usize) -> Blob {
    Blob::new([vec![n], vec![7; bytes - 1]].concat()).unwrap()
}

/// A list of these, each of so many bytes.
#[must_use]
pub fn blob_list(numbers: &[u8], bytes: usize) -> BlobList {
    let blobs = numbers.iter().map(|n| blob(*n, bytes));
    BlobList::new(blobs.map(|it| (it.hash(), it.length())).collect()).unwrap()
}

/// The file number `n`.
#[must_use]
pub fn file(n: u8) -> FileId {
    FileId::from([n; 16])
}
