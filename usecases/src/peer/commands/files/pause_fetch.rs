use std::sync::Arc;

use causerie_files::FileId;

use super::{NotTurned, turning::turn};
use crate::{
    CommandHandler,
    ports::{FetchBook, FetchState, Fetches},
};

/// Fetch no more of a file until this person wants it again; what is here stays. One that is paused, done or has failed stays as it is.
#[derive(Debug)]
pub struct PauseFetch {
    /// Which.
    pub file: FileId,
}

/// Carries out [`PauseFetch`].
pub struct PauseFetchHandler {
    /// Keeps how it stands.
    pub fetches: Arc<dyn Fetches>,
    /// Knows it.
    pub book: Arc<dyn FetchBook>,
}

impl CommandHandler<PauseFetch> for PauseFetchHandler {
    type Error = NotTurned;

    async fn handle(&self, PauseFetch { file }: PauseFetch) -> Result<(), NotTurned> {
        let is_wanted = |state: &FetchState| matches!(state, FetchState::Wanted(_));
        let next = |state: &FetchState| is_wanted(state).then_some(FetchState::Paused);
        turn(&*self.fetches, &*self.book, &file, next).await
    }
}
