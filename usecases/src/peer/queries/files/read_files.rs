use std::{path::PathBuf, sync::Arc};

use causerie_chat::{FileManifest, MessageRef};

use crate::{
    QueryHandler,
    ports::{Fetch, FetchBook, OfferBook, Unavailable},
};

/// Which files does this device offer, and which does it fetch?
#[derive(Debug)]
pub struct ReadFiles;

/// What [`ReadFiles`] asks for, the latest of each first, at most 1,000.
#[derive(Debug)]
pub struct Files {
    /// In which message, what, and where it lies.
    pub offers: Vec<(MessageRef, FileManifest, PathBuf)>,
    /// What is fetched or was, and how it stands.
    pub fetches: Vec<Fetch>,
}

/// Answers [`ReadFiles`].
pub struct ReadFilesHandler {
    /// Knows what is offered.
    pub offers: Arc<dyn OfferBook>,
    /// Knows what is fetched.
    pub fetches: Arc<dyn FetchBook>,
}

impl QueryHandler<ReadFiles> for ReadFilesHandler {
    type Answer = Files;
    type Error = Unavailable;

    async fn handle(&self, ReadFiles: ReadFiles) -> Result<Files, Unavailable> {
        let offers = self.offers.offers().await?;
        Ok(Files { offers, fetches: self.fetches.fetches().await? })
    }
}
