use std::sync::Arc;

use causerie_files::FileId;

use super::NotTurned;
use crate::{
    CommandHandler,
    ports::{FetchBook, Fetches, PartFiles},
};

/// Fetch no more of a file, remove what is here of it, and forget that it was fetched. A file that is done stays where it is.
#[derive(Debug)]
pub struct CancelFetch {
    /// Which.
    pub file: FileId,
}

/// Carries out [`CancelFetch`].
pub struct CancelFetchHandler {
    /// Keeps that it is fetched.
    pub fetches: Arc<dyn Fetches>,
    /// Knows it.
    pub book: Arc<dyn FetchBook>,
    /// Has what is here.
    pub parts: Arc<dyn PartFiles>,
}

impl CommandHandler<CancelFetch> for CancelFetchHandler {
    type Error = NotTurned;

    async fn handle(&self, CancelFetch { file }: CancelFetch) -> Result<(), NotTurned> {
        let fetch = self.book.fetch(&file).await?.ok_or(NotTurned::NoSuchFetch)?;
        // What is forgotten is not found again, so it goes first.
        self.parts.discard(&fetch.folder, &file).await?;
        Ok(self.fetches.forget(&file).await?)
    }
}
