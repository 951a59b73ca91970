use std::path::PathBuf;

use async_trait::async_trait;
use causerie_chat::{FileManifest, MessageRef};
use causerie_files::{ChunkHashes, FileId};

use super::Unavailable;

/// Keeps which files on its disk this device offers.
#[async_trait]
pub trait Offers: Send + Sync {
    /// Keeps it; it takes the place of one of the same id ([`Offer::id`]).
    async fn offer(&self, offer: &Offer) -> Result<(), Unavailable>;

    /// Forgets it, with its key; nothing happens if there is none.
    async fn withdraw(&self, id: &FileId) -> Result<(), Unavailable>;
}

/// What [`Offers`] kept.
#[async_trait]
pub trait OfferBook: Send + Sync {
    /// The one of that id, or nothing.
    async fn offered(&self, id: &FileId) -> Result<Option<Offer>, Unavailable>;

    /// In which messages files are offered, and where they lie, the latest first, at most 1,000.
    async fn offers(&self) -> Result<Vec<(MessageRef, FileManifest, PathBuf)>, Unavailable>;
}

/// A file on this device's disk that others may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// In which message it was offered: while that is there, and no longer.
    pub said: MessageRef,
    /// What it is.
    pub manifest: FileManifest,
    /// Those of its chunks, by which it is found if it is another one by now.
    pub hashes: ChunkHashes,
    /// Where it lies; a name in UTF-8.
    pub path: PathBuf,
}

impl Offer {
    /// What it is asked for by.
    #[must_use]
    pub fn id(&self) -> FileId {
        FileId::of(&self.manifest)
    }
}
