use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{Blob, BlobHash, BlobList, FileId, Parts};
use thiserror::Error;

use super::Unavailable;

/// Where a directory keeps which blobs devices want it to have of their files.
#[async_trait]
pub trait BlobListings: Send + Sync {
    /// Keeps `list` as what the device wants kept of that file, durably once it returns, if there is room by `terms`; its blobs are to come yet, but those that are
    /// here already, by whomever they came. The same list again changes nothing, also where there is no room any more. Of several at once none goes beyond the terms.
    async fn list(
        &self,
        by: &DeviceAddress,
        file: &FileId,
        list: &BlobList,
        terms: &BlobTerms,
        at: Timestamp,
    ) -> Result<(), NotKept>;

    /// Forgets what that device listed of that file; nothing happens if there is none.
    async fn unlist(&self, by: &DeviceAddress, file: &FileId) -> Result<(), Unavailable>;

    /// Forgets what was listed before that time, the oldest first: about 20,000 blobs of them at most, and at least one list if there is one.
    async fn expire(&self, listed_before: Timestamp) -> Result<(), Unavailable>;
}

/// Where a directory keeps which blobs are here.
#[async_trait]
pub trait BlobLedger: Send + Sync {
    /// Notes that the bytes of a blob, so many of them, are here; nothing happens if none of that hash and length is listed.
    async fn note(&self, blob: &BlobHash, bytes: u32) -> Result<(), Unavailable>;

    /// Notes that its bytes are not here.
    async fn lose(&self, blob: &BlobHash) -> Result<(), Unavailable>;

    /// Forgets those of these that no list has.
    async fn forget(&self, blobs: &[BlobHash]) -> Result<(), Unavailable>;
}

/// What [`BlobListings`] and [`BlobLedger`] keep.
#[async_trait]
pub trait BlobBook: Send + Sync {
    /// What that device listed of that file, and how much of it is here.
    async fn listing(
        &self,
        of: &DeviceAddress,
        file: &FileId,
    ) -> Result<Option<KeptListing>, Unavailable>;

    /// How long a blob is by a list of that device; nothing if none of its lists has it.
    async fn listed(&self, by: &DeviceAddress, blob: &BlobHash)
    -> Result<Option<u32>, Unavailable>;

    /// How long a blob is whose bytes are here; nothing if they are not.
    async fn here(&self, blob: &BlobHash) -> Result<Option<u32>, Unavailable>;
}

/// The same, for whoever tidies up.
#[async_trait]
pub trait BlobCensus: Send + Sync {
    /// Some blobs that no list has (any more), at most 1,000.
    async fn unlisted(&self) -> Result<Vec<BlobHash>, Unavailable>;

    /// The blobs that are listed, and those that were, in the order of their hashes: those behind `after`, at most about `most`.
    async fn all(
        &self,
        after: Option<BlobHash>,
        most: usize,
    ) -> Result<Vec<KnownBlob>, Unavailable>;
}

/// A blob that is listed, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownBlob {
    /// Its hash.
    pub hash: BlobHash,
    /// How long it is, by the list. Lists may differ, of which one is right.
    pub bytes: u32,
    /// Whether its bytes are here.
    pub is_here: bool,
}

/// Where a directory keeps the bytes of blobs. It never looks into them.
#[async_trait]
pub trait BlobFiles: Send + Sync {
    /// Keeps it, durably once it returns; all of it or nothing. Again changes nothing.
    async fn put(&self, blob: Blob) -> Result<(), NotStored>;

    /// So many of its bytes from there on, or fewer if it ends before; nothing if it is not here.
    async fn read(
        &self,
        blob: &BlobHash,
        from: u32,
        bytes: u32,
    ) -> Result<Option<Vec<u8>>, Unavailable>;

    /// Removes them; nothing happens if they are not here.
    async fn remove(&self, blob: &BlobHash) -> Result<(), Unavailable>;

    /// All that are here, and how long they are. What was begun and not ended is removed.
    async fn all(&self) -> Result<Vec<(BlobHash, u64)>, Unavailable>;
}

/// What a device listed of a file, at a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptListing {
    /// Which blobs.
    pub list: BlobList,
    /// Which of them are here, by their places in the list.
    pub here: Parts,
    /// When it was listed.
    pub at: Timestamp,
}

/// How much a directory keeps of files. Every blob counts for [`BlobList::LEAST_CHARGE`] at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobTerms {
    /// What is listed by all devices of a person together, in bytes, whatever of it is here yet.
    pub per_person: u64,
    /// What is listed by all, in bytes; what several list counts once.
    pub in_all: u64,
    /// For how long, in milliseconds.
    pub retention: u64,
}

impl BlobTerms {
    /// Whether nothing is kept at all.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.per_person == 0 || self.in_all == 0
    }
}

/// 1 GiB of each person, 10 GiB in all, for 14 days.
impl Default for BlobTerms {
    fn default() -> Self {
        Self { per_person: 1 << 30, in_all: 10 << 30, retention: 14 * 24 * 60 * 60 * 1_000 }
    }
}

/// Why nothing is kept of a file.
#[derive(Debug, Error)]
pub enum NotKept {
    /// The directory keeps no files.
    #[error("files are not kept here")]
    Off,
    /// It is more than the person may have there.
    #[error("it is more than the person may have there")]
    QuotaExceeded,
    /// The directory has no room for so much, for now.
    #[error("there is no room for so much")]
    Full,
    /// Another list of that file is kept of that device.
    #[error("another list of that file is kept")]
    Differs,
    /// The device is not on record (any more).
    #[error("the device is not on record")]
    UnknownDevice,
    /// No list of that device has that blob.
    #[error("no list has that blob")]
    NotListed,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why the bytes of a blob are not kept.
#[derive(Debug, Error)]
pub enum NotStored {
    /// The disk has not got that much room.
    #[error("there is no room for it")]
    Full,
    /// The disk failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotStored> for NotKept {
    fn from(not: NotStored) -> Self {
        match not {
            NotStored::Full => Self::Full,
            NotStored::Unavailable(cause) => cause.into(),
        }
    }
}
