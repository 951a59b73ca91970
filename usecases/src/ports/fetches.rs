use std::path::PathBuf;

use async_trait::async_trait;
use causerie_chat::{Cause, FileManifest, MessageRef};
use causerie_files::{ChunkHashes, FileId, Parts};

use super::{Retry, Unavailable};

/// Keeps which files this device fetches, or fetched.
#[async_trait]
pub trait Fetches: Send + Sync {
    /// Keeps it; one of the same id ([`Fetch::id`]) stays as it is.
    async fn begin(&self, fetch: &Fetch) -> Result<(), Unavailable>;

    /// Has it stand in `now` if it stands in `before`; whether it did. Of two who turn it at once one is told that it did not.
    async fn turn(
        &self,
        id: &FileId,
        before: &FetchState,
        now: &FetchState,
    ) -> Result<bool, Unavailable>;

    /// Forgets it, with its key; nothing happens if there is none.
    async fn forget(&self, id: &FileId) -> Result<(), Unavailable>;
}

/// Keeps how far they are.
#[async_trait]
pub trait FetchProgress: Send + Sync {
    /// Keeps the hashes of its chunks; nothing happens if it is not there.
    async fn learn(&self, id: &FileId, hashes: &ChunkHashes) -> Result<(), Unavailable>;

    /// Keeps that these chunks are here as well, which are on the disk already; numbers that no chunk has count for nothing, and nothing happens if it is not there.
    async fn note(&self, id: &FileId, chunks: &[u32]) -> Result<(), Unavailable>;

    /// Keeps that none is here any more; its hashes stay.
    async fn restart(&self, id: &FileId) -> Result<(), Unavailable>;
}

/// What [`Fetches`] and [`FetchProgress`] kept.
#[async_trait]
pub trait FetchBook: Send + Sync {
    /// The one of that id, or nothing.
    async fn fetch(&self, id: &FileId) -> Result<Option<Fetch>, Unavailable>;

    /// The hashes of its chunks, once they are known.
    async fn hashes(&self, id: &FileId) -> Result<Option<ChunkHashes>, Unavailable>;

    /// All of them, the latest begun first, at most 1,000.
    async fn fetches(&self) -> Result<Vec<Fetch>, Unavailable>;
}

/// A file on its way to this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// In which message it was offered: its author has it.
    pub said: MessageRef,
    /// What it is.
    pub manifest: FileManifest,
    /// Which folder it comes into; a name in UTF-8.
    pub folder: PathBuf,
    /// Which of its chunks are here.
    pub parts: Parts,
    /// How it stands.
    pub state: FetchState,
}

/// How a file that is fetched stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchState {
    /// It is being fetched; if the last attempt failed, not before [`Retry::next`].
    Wanted(Option<Retry>),
    /// It is not, until this person wants it again.
    Paused,
    /// It is not, since that stands against it, until this person wants it again.
    Failed(Cause),
    /// All of it is here, at that place; a name in UTF-8.
    Done(PathBuf),
}

impl Fetch {
    /// One that has not begun.
    #[must_use]
    pub fn new(said: MessageRef, manifest: FileManifest, folder: PathBuf) -> Self {
        let parts = Parts::none(manifest.chunks());
        Self { said, manifest, folder, parts, state: FetchState::Wanted(None) }
    }

    /// What it is asked for by.
    #[must_use]
    pub fn id(&self) -> FileId {
        FileId::of(&self.manifest)
    }
}
