use std::sync::Arc;

use crate::ports::{
    Doorbell, FetchBook, FetchProgress, Fetches, FileSources, OfferBook, Offers, OwnFiles,
    PartFiles, StoredFiles, UploadAnswers, UploadBook, UploadDesk, Uploads, WrittenParts,
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
    /// Keeps what is uploaded.
    pub uploads: Arc<dyn Uploads>,
    /// Knows it.
    pub upload_book: Arc<dyn UploadBook>,
    /// Brings it to the directory.
    pub upload_desk: Arc<dyn UploadDesk>,
    /// Asks the directory how far that is.
    pub upload_answers: Arc<dyn UploadAnswers>,
    /// Asks the directory for what others left there.
    pub stored: Arc<dyn StoredFiles>,
    /// Wakes whoever uploads.
    pub upload_bell: Arc<dyn Doorbell>,
}

impl FileParts {
    /// Where one store keeps all of it, one disk has all files, and there is one directory. The bells are rung for whoever fetches, and for whoever uploads.
    pub fn over<Store, Disk, Directory>(
        store: &Arc<Store>,
        disk: &Arc<Disk>,
        sources: Arc<dyn FileSources>,
        directory: &Arc<Directory>,
        (bell, upload_bell): (Arc<dyn Doorbell>, Arc<dyn Doorbell>),
    ) -> Self
    where
        Store: Offers + OfferBook + Fetches + FetchProgress + FetchBook,
        Store: Uploads + UploadBook + 'static,
        Disk: OwnFiles + PartFiles + WrittenParts + 'static,
        Directory: UploadDesk + UploadAnswers + StoredFiles + 'static,
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
            uploads: store.clone(),
            upload_book: store.clone(),
            upload_desk: directory.clone(),
            upload_answers: directory.clone(),
            stored: directory.clone(),
            upload_bell,
        }
    }
}
