use async_trait::async_trait;
use causerie_chat::{Cause, Timestamp};
use causerie_files::FileId;

use super::{Retry, Unavailable};

/// Keeps which of the files that this device offers are, or are to be, at its directory as well.
#[async_trait]
pub trait Uploads: Send + Sync {
    /// Keeps it; one of the same file stays as it is.
    async fn begin(&self, upload: &Upload) -> Result<(), Unavailable>;

    /// Has it stand in `now` if it stands in `before`; whether it did. Of two who turn it at once one is told that it did not.
    async fn turn(
        &self,
        file: &FileId,
        before: &UploadState,
        now: &UploadState,
    ) -> Result<bool, Unavailable>;

    /// Keeps how many of its blobs are there, and of how many; nothing happens if there is no such upload.
    async fn progress(&self, file: &FileId, there: u32, of: u32) -> Result<(), Unavailable>;

    /// Forgets it if it stands in `state`.
    async fn forget(&self, file: &FileId, state: &UploadState) -> Result<(), Unavailable>;
}

/// What [`Uploads`] kept.
#[async_trait]
pub trait UploadBook: Send + Sync {
    /// The one of that file, or nothing.
    async fn upload(&self, file: &FileId) -> Result<Option<Upload>, Unavailable>;

    /// All of them, the latest begun first, at most 1,000.
    async fn uploads(&self) -> Result<Vec<Upload>, Unavailable>;
}

/// A file on its way to the directory, or there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Which.
    pub file: FileId,
    /// How it stands.
    pub state: UploadState,
    /// How many of its blobs were there when it was looked at last. The first of them are its chunks' hashes.
    pub there: u32,
    /// How many there are in all; 0 until that is known.
    pub of: u32,
}

/// How an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// It is being brought; if the last attempt failed, not before [`Retry::next`].
    Wanted(Option<Retry>),
    /// It is not, since that stands against it, until this person wants it again.
    Failed(Cause),
    /// All of it is there, until then.
    Done(Timestamp),
    /// The directory is to forget it; if the last attempt failed, not before [`Retry::next`].
    Dropped(Option<Retry>),
}

impl Upload {
    /// One that has not begun.
    #[must_use]
    pub fn new(file: FileId) -> Self {
        Self { file, state: UploadState::Wanted(None), there: 0, of: 0 }
    }
}
