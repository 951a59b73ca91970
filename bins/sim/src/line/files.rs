use std::ops::Range;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress};
use causerie_files::{Blob, BlobHash, BlobList, FileId};
use causerie_usecases::ports::{
    FileSource, FileSources, FileWish, NotGiven, NotUploaded, StoredFiles, Unavailable,
    UploadAnswers, UploadDesk, UploadStanding,
};

use super::Line;

/// Files are not simulated: nobody has any.
#[async_trait]
impl FileSources for Line {
    async fn hashes(&self, _: &FileSource, _: &FileWish, _: usize) -> Result<Vec<u8>, NotGiven> {
        Err(nobody())
    }

    async fn chunks(
        &self,
        _: &FileSource,
        _: &FileWish,
        _: Range<u32>,
        _: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        Err(nobody())
    }
}

#[async_trait]
impl UploadDesk for Line {
    async fn list(&self, _: &DeviceAddress, _: &FileId, _: &BlobList) -> Result<(), NotUploaded> {
        Err(not_there())
    }

    async fn put(&self, _: Blob) -> Result<(), NotUploaded> {
        Err(not_there())
    }

    async fn unlist(&self, _: &DeviceAddress, _: &FileId) -> Result<(), NotUploaded> {
        Err(not_there())
    }
}

#[async_trait]
impl UploadAnswers for Line {
    async fn standing(
        &self,
        _: &DeviceAddress,
        _: &FileId,
    ) -> Result<Option<UploadStanding>, NotUploaded> {
        Err(not_there())
    }
}

#[async_trait]
impl StoredFiles for Line {
    async fn listed(&self, _: &DeviceAddress, _: &FileId) -> Result<BlobList, NotGiven> {
        Err(NotGiven::NotOffered)
    }

    async fn blob(&self, _: &BlobHash, _: usize) -> Result<Vec<u8>, NotGiven> {
        Err(NotGiven::NotOffered)
    }
}

fn nobody() -> NotGiven {
    NotGiven::NotNow { cause: Cause::UNREACHABLE, source: "files are not simulated".into() }
}

fn not_there() -> NotUploaded {
    let source = Unavailable::new("files are not simulated");
    NotUploaded::NotNow { cause: Cause::DIRECTORY_UNREACHABLE, source }
}
