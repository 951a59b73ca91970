use std::sync::Arc;

use causerie_chat::Timestamp;
use causerie_files::FileId;

use crate::{
    QueryHandler,
    ports::{Unavailable, Upload, UploadBook, UploadState},
};

/// Which uploads are to be carried on, and from when on?
#[derive(Debug)]
pub struct DueUploads;

/// Which files of this device are at its directory, or are to be?
#[derive(Debug)]
pub struct ReadUploads;

/// An upload that is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueUpload {
    /// Of which file.
    pub file: FileId,
    /// From when on there is something to do, or nothing if that is now.
    pub next: Option<Timestamp>,
    /// Whether all there is to do is to see whether it is still offered: that can change at any time.
    pub rests: bool,
}

/// Answers [`DueUploads`], the first begun first, and [`ReadUploads`], the latest begun first, at most 1,000.
pub struct ReadUploadsHandler {
    /// Knows them.
    pub book: Arc<dyn UploadBook>,
}

impl QueryHandler<DueUploads> for ReadUploadsHandler {
    type Answer = Vec<DueUpload>;
    type Error = Unavailable;

    async fn handle(&self, DueUploads: DueUploads) -> Result<Vec<DueUpload>, Unavailable> {
        let due = |Upload { file, state, .. }: &Upload| match state {
            UploadState::Wanted(retry) | UploadState::Dropped(retry) => DueUpload {
                file: *file,
                next: retry.as_ref().map(|retry| retry.next),
                rests: false,
            },
            UploadState::Failed(_) => DueUpload { file: *file, next: None, rests: true },
            UploadState::Done(until) => DueUpload { file: *file, next: Some(*until), rests: true },
        };
        Ok(self.book.uploads().await?.iter().rev().map(due).collect())
    }
}

impl QueryHandler<ReadUploads> for ReadUploadsHandler {
    type Answer = Vec<Upload>;
    type Error = Unavailable;

    async fn handle(&self, ReadUploads: ReadUploads) -> Result<Vec<Upload>, Unavailable> {
        self.book.uploads().await
    }
}
