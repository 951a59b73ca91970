use std::path::{Path, PathBuf};

use async_trait::async_trait;
use causerie_chat::SafeFileName;
use causerie_files::{Chunk, FileId};
use thiserror::Error;

use super::Unavailable;

/// Writes files that come in pieces, apart from all others until they are whole.
///
/// All of it is inside the folder it is told, below a name of its own.
#[async_trait]
pub trait PartFiles: Send + Sync {
    /// Makes a place in the folder for a file of so many bytes, and the folder if need be. What there is already of that file stays.
    async fn begin(&self, folder: &Path, id: &FileId, bytes: u64) -> Result<(), NotWritten>;

    /// Writes chunks, each where it begins: they outlive this program, if not the machine. Doing so again changes nothing. Gives them back.
    async fn write(
        &self,
        folder: &Path,
        id: &FileId,
        chunks: Vec<(u64, Chunk)>,
    ) -> Result<Vec<(u64, Chunk)>, NotWritten>;

    /// Makes durable what was written before.
    async fn sync(&self, folder: &Path, id: &FileId) -> Result<(), NotWritten>;

    /// Gives the whole the name, or the name with the first number from 2 on that is free ([`SafeFileName::numbered`]): what is there is never overwritten, whoever
    /// put it there at the same moment. Where it is then; done again, before it is discarded, it is at the same place.
    async fn finish(
        &self,
        folder: &Path,
        id: &FileId,
        name: &SafeFileName,
    ) -> Result<PathBuf, NotWritten>;

    /// Removes what there is of it among the parts; a file that it was given the name of stays.
    async fn discard(&self, folder: &Path, id: &FileId) -> Result<(), Unavailable>;
}

/// What [`PartFiles`] wrote.
#[async_trait]
pub trait WrittenParts: Send + Sync {
    /// The first place from `from` on where something may have been written; nothing if nothing was there, or there is no part of that file.
    async fn written(
        &self,
        folder: &Path,
        id: &FileId,
        from: u64,
    ) -> Result<Option<u64>, Unavailable>;

    /// So many bytes from there on, or as many as there are; zeros where nothing was written. Nothing if there is no part of that file.
    async fn read_part(
        &self,
        folder: &Path,
        id: &FileId,
        from: u64,
        bytes: usize,
    ) -> Result<Option<Vec<u8>>, Unavailable>;
}

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum NotWritten {
    /// The disk has not got that much room, or this person may not use more of it.
    #[error("there is no room for it")]
    Full,
    /// What was there of it is not there any more.
    #[error("what was there of it is gone")]
    Gone,
    /// In that folder nothing can be written.
    #[error("nothing can be written in that folder")]
    NoFolder,
    /// The disk failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
