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

    /// How many bytes of it are here.
    #[must_use]
    pub fn bytes_here(&self) -> u64 {
        let length = |number| self.manifest.chunk(number).map_or(0, |(_, bytes)| bytes as u64);
        let (whole, last) = (length(0), self.parts.chunks() - 1);
        let short = if self.parts.has(last) { whole - length(last) } else { 0 };
        u64::from(self.parts.here()) * whole - short
    }

    /// What it is asked for by.
    #[must_use]
    pub fn id(&self) -> FileId {
        FileId::of(&self.manifest)
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{FileHash, FileKey};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::nothing(&[], 0)]
    #[case::the_first(&[0], 65_536)]
    #[case::the_last(&[2], 5)]
    #[case::all(&[0, 1, 2], 131_077)]
    fn what_is_here_is_counted_in_bytes(#[case] here: &[u32], #[case] bytes: u64) {
        let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
        let name = "a".parse().unwrap();
        let manifest = FileManifest::new(name, None, (131_077, 16), hash, key).unwrap();
        let author = "bob@example.org".parse().unwrap();
        let id = "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap();
        let mut fetch = Fetch::new(MessageRef { id, author }, manifest, "/tmp".into());

        fetch.parts = here.iter().fold(fetch.parts, |parts, number| parts.with(*number));

        assert_eq!(fetch.bytes_here(), bytes);
    }
}
