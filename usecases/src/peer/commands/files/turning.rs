use causerie_files::FileId;
use thiserror::Error;

use crate::ports::{FetchBook, FetchState, Fetches, Unavailable};

/// Has a fetch stand as `next` says, whatever else turns it at the same moment; nothing where that is to stay as it is.
pub(super) async fn turn(
    fetches: &dyn Fetches,
    book: &dyn FetchBook,
    file: &FileId,
    next: impl Fn(&FetchState) -> Option<FetchState> + Send + Sync,
) -> Result<(), NotTurned> {
    loop {
        let fetch = book.fetch(file).await?.ok_or(NotTurned::NoSuchFetch)?;
        let Some(now) = next(&fetch.state) else { return Ok(()) };
        if fetches.turn(file, &fetch.state, &now).await? {
            return Ok(());
        }
    }
}

/// Why a fetch was not paused, resumed or cancelled.
#[derive(Debug, Error)]
pub enum NotTurned {
    /// No file of that id is fetched.
    #[error("no such file is fetched")]
    NoSuchFetch,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
