use std::sync::Arc;

use causerie_files::FileId;
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{Doorbell, Unavailable, Upload, UploadBook, UploadState, Uploads},
};

/// Have a file lie at the directory no more, or go there no more. It is still offered at this device.
#[derive(Debug)]
pub struct DropUpload {
    /// Which.
    pub file: FileId,
}

/// Carries out [`DropUpload`]: the directory is told as soon as it is reached.
pub struct DropUploadHandler {
    /// Keeps what is uploaded.
    pub uploads: Arc<dyn Uploads>,
    /// Knows it.
    pub book: Arc<dyn UploadBook>,
    /// Wakes whoever tells the directory.
    pub bell: Arc<dyn Doorbell>,
}

impl CommandHandler<DropUpload> for DropUploadHandler {
    type Error = DropUploadError;

    async fn handle(&self, DropUpload { file }: DropUpload) -> Result<(), DropUploadError> {
        loop {
            let upload = self.book.upload(&file).await?.ok_or(DropUploadError::NoSuchUpload)?;
            let Upload { state, .. } = upload;
            let is_dropped = matches!(state, UploadState::Dropped(_));
            if is_dropped || self.uploads.turn(&file, &state, &UploadState::Dropped(None)).await? {
                break;
            }
        }
        self.bell.ring();
        Ok(())
    }
}

/// Why an upload is not dropped.
#[derive(Debug, Error)]
pub enum DropUploadError {
    /// No file of that id is uploaded.
    #[error("no such file is uploaded")]
    NoSuchUpload,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
