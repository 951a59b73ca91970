use std::ops::Range;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress};
use causerie_files::{Blob, BlobHash, BlobList, FileId};
use causerie_usecases::ports::{
    FileSource, FileSources, FileWish, NotGiven, NotUploaded, StoredFiles, Unavailable,
    UploadAnswers, UploadDesk, UploadStanding,
};

use super::elsewhere::{Broken, FAULT};

#[async_trait]
impl FileSources for Broken {
    async fn hashes(&self, _: &FileSource, _: &FileWish, _: usize) -> Result<Vec<u8>, NotGiven> {
        Err(NotGiven::NotNow { cause: Cause::UNREACHABLE, source: FAULT.into() })
    }

    async fn chunks(
        &self,
        _: &FileSource,
        _: &FileWish,
        _: Range<u32>,
        _: usize,
    ) -> Result<Vec<u8>, NotGiven> {
        Err(NotGiven::NotNow { cause: Cause::UNREACHABLE, source: FAULT.into() })
    }
}

#[async_trait]
impl UploadDesk for Broken {
    async fn list(&self, _: &DeviceAddress, _: &FileId, _: &BlobList) -> Result<(), NotUploaded> {
        Err(away())
    }

    async fn put(&self, _: Blob) -> Result<(), NotUploaded> {
        Err(away())
    }

    async fn unlist(&self, _: &DeviceAddress, _: &FileId) -> Result<(), NotUploaded> {
        Err(away())
    }
}

#[async_trait]
impl UploadAnswers for Broken {
    async fn standing(
        &self,
        _: &DeviceAddress,
        _: &FileId,
    ) -> Result<Option<UploadStanding>, NotUploaded> {
        Err(away())
    }
}

#[async_trait]
impl StoredFiles for Broken {
    async fn listed(&self, _: &DeviceAddress, _: &FileId) -> Result<BlobList, NotGiven> {
        Err(NotGiven::NotOffered)
    }

    async fn blob(&self, _: &BlobHash, _: usize) -> Result<Vec<u8>, NotGiven> {
        Err(NotGiven::NotOffered)
    }
}

fn away() -> NotUploaded {
    let source = Unavailable::new(FAULT);
    NotUploaded::NotNow { cause: Cause::DIRECTORY_UNREACHABLE, source }
}
