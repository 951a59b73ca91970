use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Timestamp};
use causerie_files::{Blob, BlobHash, BlobList, FileId, Parts};
use thiserror::Error;

use super::{NotGiven, Unavailable};

/// A directory's store of files, as a device sees it that keeps something there.
#[async_trait]
pub trait UploadDesk: Send + Sync {
    /// Has the directory expect these blobs of a file, if there is room; the same again changes nothing.
    async fn list(
        &self,
        own: &DeviceAddress,
        file: &FileId,
        list: &BlobList,
    ) -> Result<(), NotUploaded>;

    /// Brings one that it expects.
    async fn put(&self, blob: Blob) -> Result<(), NotUploaded>;

    /// Has it forget what this device keeps of a file there; nothing happens if there is nothing.
    async fn unlist(&self, own: &DeviceAddress, file: &FileId) -> Result<(), NotUploaded>;
}

/// What such a store answers a device about what is its own.
#[async_trait]
pub trait UploadAnswers: Send + Sync {
    /// Which of a file's blobs are there; nothing if this device keeps nothing of it there.
    async fn standing(
        &self,
        own: &DeviceAddress,
        file: &FileId,
    ) -> Result<Option<UploadStanding>, NotUploaded>;
}

/// A directory's store of files, as a device sees it that fetches something.
#[async_trait]
pub trait StoredFiles: Send + Sync {
    /// What that device keeps there of a file, if all of it is there.
    async fn listed(&self, of: &DeviceAddress, file: &FileId) -> Result<BlobList, NotGiven>;

    /// The bytes of a blob, if they are so many: more are not even read.
    async fn blob(&self, blob: &BlobHash, bytes: usize) -> Result<Vec<u8>, NotGiven>;
}

/// What a directory has of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadStanding {
    /// Which of its blobs, by their places in the list.
    pub here: Parts,
    /// Until when it keeps them, by its clock.
    pub until: Timestamp,
}

/// Why a directory keeps nothing of a file, or forgets nothing.
#[derive(Debug, Error)]
pub enum NotUploaded {
    /// It refuses, for that cause, which no repetition changes.
    #[error("the directory refuses: {0}")]
    Refused(Cause),
    /// It expects no such blob, or not any more.
    #[error("the directory expects no such blob")]
    NotExpected,
    /// It cannot now, or did not answer.
    #[error("not now: {cause}")]
    NotNow {
        /// In one word.
        cause: Cause,
        /// In the words of the technology, for the log.
        #[source]
        source: Unavailable,
    },
}
