use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use causerie_chat::{MessageRef, Timestamp};
use thiserror::Error;

use super::turning::{NotTurned, turn};
use crate::{
    CommandHandler,
    peer::files::StillOffered,
    ports::{Doorbell, Fetch, FetchBook, FetchState, Fetches, OwnFiles, PartFiles, Unavailable},
};

/// Fetch the file that a message offers into a folder. One that is fetched already goes on, unless something of it is in another folder; one that is done stays
/// where it is, and comes once more if it is wanted in another folder or is not there any more.
#[derive(Debug)]
pub struct FetchFile {
    /// Which message.
    pub said: MessageRef,
    /// Where to; an absolute path.
    pub folder: PathBuf,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`FetchFile`].
pub struct FetchFileHandler {
    /// Knows the file.
    pub offered: StillOffered,
    /// Keeps that it is fetched.
    pub fetches: Arc<dyn Fetches>,
    /// Knows it.
    pub book: Arc<dyn FetchBook>,
    /// Has what is here.
    pub parts: Arc<dyn PartFiles>,
    /// Knows whether what came is still there.
    pub own: Arc<dyn OwnFiles>,
    /// Wakes whoever fetches.
    pub bell: Arc<dyn Doorbell>,
}

impl CommandHandler<FetchFile> for FetchFileHandler {
    type Error = FetchFileError;

    async fn handle(&self, command: FetchFile) -> Result<(), FetchFileError> {
        let FetchFile { said, folder, at } = command;
        if !folder.is_absolute() || folder.to_str().is_none() {
            return Err(FetchFileError::NoFolder);
        }
        let found = self.offered.file(&said, at).await?;
        let (file, _) = found.ok_or(FetchFileError::NoSuchFile)?;
        let fetch = Fetch::new(said, file.manifest, folder);
        let id = fetch.id();
        if let Some(before) = self.book.fetch(&id).await? {
            self.make_way(&before, &fetch.folder).await?;
        }
        self.fetches.begin(&fetch).await?;
        let is_done = |state: &FetchState| matches!(state, FetchState::Done(_));
        let next = |state: &FetchState| (!is_done(state)).then_some(FetchState::Wanted(None));
        match turn(&*self.fetches, &*self.book, &id, next).await {
            // It was cancelled at this moment.
            Ok(()) | Err(NotTurned::NoSuchFetch) => self.bell.ring(),
            Err(NotTurned::Unavailable(cause)) => return Err(cause.into()),
        }
        Ok(())
    }
}

impl FetchFileHandler {
    /// Forgets how it was fetched before if it is to be fetched anew.
    async fn make_way(&self, before: &Fetch, folder: &Path) -> Result<(), FetchFileError> {
        let is_here = match &before.state {
            FetchState::Done(path) => self.own.size(path).await? == Some(before.manifest.size()),
            _ if before.parts.here() > 0 && before.folder != folder => {
                return Err(FetchFileError::Elsewhere);
            }
            _ => true,
        };
        if is_here && before.folder == folder {
            return Ok(());
        }
        self.parts.discard(&before.folder, &before.id()).await?;
        Ok(self.fetches.forget(&before.id()).await?)
    }
}

/// Why a file is not fetched.
#[derive(Debug, Error)]
pub enum FetchFileError {
    /// There is no such message here, or it offers no file, or none any more.
    #[error("no file is offered there")]
    NoSuchFile,
    /// The folder is no absolute path in UTF-8.
    #[error("a folder is an absolute path in UTF-8")]
    NoFolder,
    /// What is here of it lies in another folder.
    #[error("what is here of it lies in another folder")]
    Elsewhere,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
