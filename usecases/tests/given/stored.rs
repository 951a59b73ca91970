//! The directory's store of files, as peers have it: behind a wire that can be cut, and with somebody at the other end who may lie.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Timestamp};
use causerie_files::{Blob, BlobHash, BlobList, FileId};
use causerie_memory::{MemoryBlobs, MemoryDirectory};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        BlobKeeping, BlobParts,
        commands::{
            ExpireBlobs, ExpireBlobsHandler, KeepBlob, KeepBlobHandler, ListFile, ListFileHandler,
            UnlistFile, UnlistFileHandler,
        },
        queries::{ReadBlob, ReadBlobLength, ReadBlobsHandler, ReadFileList, ReadUpload},
    },
    ports::{
        BlobFiles, BlobTerms, NotGiven, NotKept, NotUploaded, StoredFiles, Unavailable,
        UploadAnswers, UploadDesk, UploadStanding,
    },
};

use super::clock::Clock;

/// Changes what the store gives.
pub(crate) type BendBlob = fn(&mut Vec<u8>);

/// The store, for all peers of a world.
pub(crate) struct BlobStore {
    list: ListFileHandler,
    unlist: UnlistFileHandler,
    keep: KeepBlobHandler,
    expire: ExpireBlobsHandler,
    read: ReadBlobsHandler,
    /// The bytes.
    pub(crate) files: Arc<MemoryBlobs>,
    pub(crate) clock: Arc<Clock>,
    /// How many more blobs are brought before it is cut; without end if nothing.
    left: Mutex<Option<usize>>,
    /// Which were brought.
    brought: Mutex<Vec<BlobHash>>,
    bend: Mutex<Option<BendBlob>>,
    is_away: Mutex<bool>,
}

impl BlobStore {
    pub(crate) fn new(
        store: &Arc<MemoryDirectory>,
        clock: Arc<Clock>,
        terms: BlobTerms,
    ) -> Arc<Self> {
        let files = Arc::new(MemoryBlobs::default());
        let BlobParts { listings, ledger, book, census, .. } =
            BlobParts::over(store, files.clone(), terms);
        let keeping = Arc::new(BlobKeeping {
            ledger,
            book: book.clone(),
            census,
            files: files.clone(),
            turns: Default::default(),
        });
        Arc::new(Self {
            list: ListFileHandler { terms, listings: listings.clone() },
            unlist: UnlistFileHandler { listings: listings.clone(), keeping: keeping.clone() },
            keep: KeepBlobHandler { keeping: keeping.clone() },
            expire: ExpireBlobsHandler { terms, listings, keeping },
            read: ReadBlobsHandler { terms, book, files: files.clone() },
            files,
            clock,
            left: Mutex::default(),
            brought: Mutex::default(),
            bend: Mutex::default(),
            is_away: Mutex::default(),
        })
    }

    /// Takes so many more blobs, and is cut then.
    pub(crate) fn takes(&self, blobs: usize) {
        *self.left.lock().unwrap() = Some(blobs);
    }

    /// Is cut no more.
    pub(crate) fn is_mended(&self) {
        *self.left.lock().unwrap() = None;
        *self.is_away.lock().unwrap() = false;
    }

    /// Does not answer from now on.
    pub(crate) fn goes_away(&self) {
        *self.is_away.lock().unwrap() = true;
    }

    /// Gives something else than what was brought.
    pub(crate) fn bends(&self, bend: BendBlob) {
        *self.bend.lock().unwrap() = Some(bend);
    }

    /// Which blobs were brought, in their order, and forgets it.
    pub(crate) fn drain(&self) -> Vec<BlobHash> {
        std::mem::take(&mut self.brought.lock().unwrap())
    }

    /// How many blobs lie there.
    pub(crate) async fn lying(&self) -> usize {
        BlobFiles::all(&*self.files).await.unwrap().len()
    }

    /// Throws away what is old.
    pub(crate) async fn expires(&self) {
        self.expire.handle(ExpireBlobs { at: self.clock.now() }).await.unwrap();
    }

    fn answers(&self) -> Result<(), NotUploaded> {
        if *self.is_away.lock().unwrap() { Err(cut()) } else { Ok(()) }
    }
}

/// A peer's end of it.
pub(crate) struct StoreLine {
    pub(crate) store: Arc<BlobStore>,
    pub(crate) from: DeviceAddress,
}

#[async_trait]
impl UploadDesk for StoreLine {
    async fn list(
        &self,
        own: &DeviceAddress,
        file: &FileId,
        list: &BlobList,
    ) -> Result<(), NotUploaded> {
        self.store.answers()?;
        assert_eq!(*own, self.from);
        let (by, list, at) = (own.clone(), list.clone(), self.store.clock.now());
        let command = ListFile { by, file: *file, list, at };
        self.store.list.handle(command).await.map_err(not_uploaded)
    }

    async fn put(&self, blob: Blob) -> Result<(), NotUploaded> {
        self.store.answers()?;
        if let Some(left) = &mut *self.store.left.lock().unwrap() {
            *left = left.checked_sub(1).ok_or_else(cut)?;
        }
        let hash = blob.hash();
        let command = KeepBlob { by: self.from.clone(), blob };
        self.store.keep.handle(command).await.map_err(not_uploaded)?;
        self.store.brought.lock().unwrap().push(hash);
        Ok(())
    }

    async fn unlist(&self, own: &DeviceAddress, file: &FileId) -> Result<(), NotUploaded> {
        self.store.answers()?;
        let command = UnlistFile { by: own.clone(), file: *file };
        self.store.unlist.handle(command).await.map_err(|cause| not_uploaded(cause.into()))
    }
}

#[async_trait]
impl UploadAnswers for StoreLine {
    async fn standing(
        &self,
        own: &DeviceAddress,
        file: &FileId,
    ) -> Result<Option<UploadStanding>, NotUploaded> {
        self.store.answers()?;
        let query = ReadUpload { of: own.clone(), file: *file };
        let found: Option<(_, Timestamp)> = self.store.read.handle(query).await.unwrap();
        Ok(found.map(|(here, until)| UploadStanding { here, until }))
    }
}

#[async_trait]
impl StoredFiles for StoreLine {
    async fn listed(&self, of: &DeviceAddress, file: &FileId) -> Result<BlobList, NotGiven> {
        self.store.answers().map_err(|_| lost())?;
        let query = ReadFileList { of: of.clone(), file: *file, at: self.store.clock.now() };
        self.store.read.handle(query).await.unwrap().ok_or(NotGiven::NotOffered)
    }

    async fn blob(&self, blob: &BlobHash, bytes: usize) -> Result<Vec<u8>, NotGiven> {
        self.store.answers().map_err(|_| lost())?;
        let length = self.store.read.handle(ReadBlobLength { blob: *blob }).await.unwrap();
        let length = length.ok_or(NotGiven::NotOffered)?;
        assert_eq!(length as usize, bytes);
        let query = ReadBlob { blob: *blob, from: 0, bytes: length };
        let mut given = self.store.read.handle(query).await.unwrap().ok_or(NotGiven::NotOffered)?;
        if let Some(bend) = *self.store.bend.lock().unwrap() {
            bend(&mut given);
        }
        Ok(given)
    }
}

fn not_uploaded(not: NotKept) -> NotUploaded {
    match not {
        NotKept::Off => NotUploaded::Refused(Cause::UPLOADS_OFF),
        NotKept::QuotaExceeded => NotUploaded::Refused(Cause::UPLOAD_QUOTA),
        NotKept::NotListed => NotUploaded::NotExpected,
        NotKept::Full => NotUploaded::NotNow { cause: Cause::UPLOADS_FULL, source: away() },
        other => NotUploaded::NotNow {
            cause: Cause::DIRECTORY_UNAVAILABLE,
            source: Unavailable::new(other),
        },
    }
}

fn cut() -> NotUploaded {
    NotUploaded::NotNow { cause: Cause::DIRECTORY_UNREACHABLE, source: away() }
}

fn lost() -> NotGiven {
    NotGiven::NotNow { cause: Cause::DIRECTORY_UNREACHABLE, source: away().into() }
}

fn away() -> Unavailable {
    Unavailable::new("the wire is cut")
}
