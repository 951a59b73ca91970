use std::sync::Arc;

use causerie_files::FileId;

use super::{NotTurned, turning::turn};
use crate::{
    CommandHandler,
    ports::{Doorbell, FetchBook, FetchState, Fetches},
};

/// Go on fetching a file at once: one that is paused or has failed, or waits for its next attempt. One that is done stays as it is.
#[derive(Debug)]
pub struct ResumeFetch {
    /// Which.
    pub file: FileId,
}

/// Carries out [`ResumeFetch`].
pub struct ResumeFetchHandler {
    /// Keeps how it stands.
    pub fetches: Arc<dyn Fetches>,
    /// Knows it.
    pub book: Arc<dyn FetchBook>,
    /// Wakes whoever fetches.
    pub bell: Arc<dyn Doorbell>,
}

impl CommandHandler<ResumeFetch> for ResumeFetchHandler {
    type Error = NotTurned;

    async fn handle(&self, ResumeFetch { file }: ResumeFetch) -> Result<(), NotTurned> {
        let is_done = |state: &FetchState| matches!(state, FetchState::Done(_));
        let next = |state: &FetchState| (!is_done(state)).then_some(FetchState::Wanted(None));
        turn(&*self.fetches, &*self.book, &file, next).await?;
        self.bell.ring();
        Ok(())
    }
}
