use std::sync::Arc;

use crate::ports::{
    Doorbell, FetchBook, FetchProgress, Fetches, FileSources, OfferBook, Offers, OwnFiles,
    PartFiles, WrittenParts,
};

/// What a peer's files are made of: an adapter for each of their ports.
#[derive(Clone)]
pub struct FileParts {
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
    /// Reads this person's files.
    pub own: Arc<dyn OwnFiles>,
    /// Writes what comes.
    pub parts: Arc<dyn PartFiles>,
    /// Knows what was written.
    pub written: Arc<dyn WrittenParts>,
    /// Asks other devices.
    pub sources: Arc<dyn FileSources>,
    /// Wakes whoever fetches.
    pub bell: Arc<dyn Doorbell>,
}

impl FileParts {
    /// Where one store keeps all of it, and one disk has all files.
    pub fn over<Store, Disk>(
        store: &Arc<Store>,
        disk: &Arc<Disk>,
        sources: Arc<dyn FileSources>,
        bell: Arc<dyn Doorbell>,
    ) -> Self
    where
        Store: Offers + OfferBook + Fetches + FetchProgress + FetchBook + 'static,
        Disk: OwnFiles + PartFiles + WrittenParts + 'static,
    {
        Self {
            offers: store.clone(),
            offer_book: store.clone(),
            fetches: store.clone(),
            progress: store.clone(),
            book: store.clone(),
            own: disk.clone(),
            parts: disk.clone(),
            written: disk.clone(),
            sources,
            bell,
        }
    }
}
