//! Files, the ports that keep what becomes of them, and disks.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use causerie_chat::{FileKey, FileManifest, MessageRef, SharedFile};
use causerie_disk::Disk;
use causerie_files::{Chunk, ChunkHashes, FileHasher};
use causerie_memory::{MemoryDisk, MemoryPeer};
use causerie_sqlite::SqlitePeer;
use causerie_usecases::ports::{
    FetchBook, FetchProgress, Fetches, OfferBook, Offers, OwnFiles, PartFiles, UploadBook, Uploads,
    WrittenParts,
};
use tempfile::TempDir;

use crate::{ALICE, BOB, Store, address, key, message};

/// How long chunks of [`Sample`]s are, in bytes.
pub const CHUNK: usize = 1 << 16;

/// A peer's store, by the ports of files.
pub struct FileStore {
    /// Keeps what is offered.
    pub offers: Arc<dyn Offers>,
    /// Knows it.
    pub offer_book: Arc<dyn OfferBook>,
    /// Keeps what is fetched.
    pub fetches: Arc<dyn Fetches>,
    /// Keeps how far it is.
    pub progress: Arc<dyn FetchProgress>,
    /// Knows it.
    pub book: Arc<dyn FetchBook>,
    /// Keeps what is uploaded.
    pub uploads: Arc<dyn Uploads>,
    /// Knows it.
    pub upload_book: Arc<dyn UploadBook>,
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// Removed with the store.
    folder: Option<TempDir>,
}

impl FileStore {
    fn over<S>(store: Arc<S>) -> Self
    where
        S: Offers + OfferBook + Fetches + FetchProgress + FetchBook,
        S: Uploads + UploadBook + 'static,
    {
        Self {
            offers: store.clone(),
            offer_book: store.clone(),
            fetches: store.clone(),
            progress: store.clone(),
            book: store.clone(),
            uploads: store.clone(),
            upload_book: store,
            file: None,
            folder: None,
        }
    }

    /// The same after its program began anew, if it is in a file.
    #[must_use]
    pub fn reopened(mut self) -> Self {
        let Some(file) = self.file.take() else { return self };
        let folder = self.folder.take();
        drop(self);
        Self { folder, ..Self::in_file(file) }
    }

    fn in_file(file: PathBuf) -> Self {
        let store = SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap();
        Self { file: Some(file), ..Self::over(Arc::new(store)) }
    }
}

impl Store {
    /// An empty peer of Alice's, with files.
    #[must_use]
    pub fn files(self) -> FileStore {
        match self {
            Self::Memory => FileStore::over(Arc::new(MemoryPeer::new(address(ALICE)))),
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let file = folder.path().join("peer.db");
                FileStore { folder: Some(folder), ..FileStore::in_file(file) }
            }
        }
    }
}

/// The technologies that files lie on.
#[derive(Clone, Copy, Debug)]
pub enum DiskKind {
    /// `causerie-memory`.
    Memory,
    /// `causerie-disk`, in a folder of its own.
    Real,
}

/// A disk, by its ports, and a folder on it.
pub struct Drive {
    /// Reads files.
    pub own: Arc<dyn OwnFiles>,
    /// Writes what comes.
    pub parts: Arc<dyn PartFiles>,
    /// Knows what was written.
    pub written: Arc<dyn WrittenParts>,
    /// The folder; it is there.
    pub folder: PathBuf,
    memory: Option<Arc<MemoryDisk>>,
    /// Removed with the drive.
    _folder: TempDir,
}

impl DiskKind {
    /// An empty one. In memory it has room for 64 MiB.
    #[must_use]
    pub fn drive(self) -> Drive {
        let temporary = TempDir::new().unwrap();
        let folder = temporary.path().to_owned();
        match self {
            Self::Memory => {
                let disk = Arc::new(MemoryDisk::with_room_for(64 << 20));
                Drive {
                    own: disk.clone(),
                    parts: disk.clone(),
                    written: disk.clone(),
                    folder,
                    memory: Some(disk),
                    _folder: temporary,
                }
            }
            Self::Real => {
                let disk = Arc::new(Disk);
                Drive {
                    own: disk.clone(),
                    parts: disk.clone(),
                    written: disk,
                    folder,
                    memory: None,
                    _folder: temporary,
                }
            }
        }
    }
}

impl Drive {
    /// Puts a file into the folder.
    #[must_use]
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        match &self.memory {
            Some(disk) => disk.put(&path, bytes),
            None => fs::write(&path, bytes).unwrap(),
        }
        path
    }

    /// What is in the folder, in the order of names, and whether there are parts.
    #[must_use]
    pub fn there(&self) -> (Vec<String>, bool) {
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        if let Some(disk) = &self.memory {
            let (files, parts) = disk.there();
            return (files.iter().map(|it| name(it)).collect(), parts > 0);
        }
        let all = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<_> = all.map(|it| name(&it.unwrap().path())).collect();
        names.sort();
        let before = names.len();
        names.retain(|it| it != Disk::PARTS);
        let has_parts = names.len() < before;
        (names, has_parts)
    }
}

/// A file that Bob offers Alice.
pub struct Sample {
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What is said of it.
    pub manifest: FileManifest,
    /// Those of its chunks.
    pub hashes: ChunkHashes,
}

impl Sample {
    /// One of so many bytes, whose key is so many times that number.
    #[must_use]
    pub fn new(key: u8, bytes: usize) -> Self {
        let bytes: Vec<u8> = (0_u8..251).cycle().take(bytes).collect();
        let (hash, hashes) = bytes.chunks(CHUNK).fold(FileHasher::new(16), FileHasher::next).end();
        let (size, key) = ((bytes.len() as u64, 16), FileKey::from([key; 32]));
        let name = "../the report.pdf".parse().unwrap();
        let manifest = FileManifest::new(name, None, size, hash, key).unwrap();
        Self { bytes, manifest, hashes }
    }

    /// Its chunk of that number, and where it begins.
    #[must_use]
    pub fn chunk(&self, number: u32) -> (u64, Chunk) {
        let (begin, length) = self.manifest.chunk(number).unwrap();
        let at = usize::try_from(begin).unwrap();
        let bytes = self.bytes[at..at + length].to_vec();
        (begin, self.hashes.chunk(number, bytes).unwrap())
    }

    /// In which message Bob offered it.
    #[must_use]
    pub fn said(&self, n: u8) -> MessageRef {
        MessageRef { id: message(n, BOB, ALICE, "-").id, author: address(BOB) }
    }

    /// As it stands in that message.
    #[must_use]
    pub fn shared(&self) -> SharedFile {
        SharedFile { manifest: self.manifest.clone(), caption: None }
    }
}
