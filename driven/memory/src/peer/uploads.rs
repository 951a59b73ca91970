use async_trait::async_trait;
use causerie_files::FileId;
use causerie_usecases::ports::{Unavailable, Upload, UploadBook, UploadState, Uploads};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

/// How many are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl Uploads for MemoryPeer {
    async fn begin(&self, upload: &Upload) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        if kept.uploaded(&upload.file).is_none() {
            kept.uploads.push(upload.clone());
        }
        Ok(())
    }

    async fn turn(
        &self,
        file: &FileId,
        before: &UploadState,
        now: &UploadState,
    ) -> Result<bool, Unavailable> {
        let mut kept = lock(&self.kept);
        let Some(upload) = kept.uploaded(file).filter(|it| it.state == *before) else {
            return Ok(false);
        };
        upload.state = now.clone();
        Ok(true)
    }

    async fn progress(&self, file: &FileId, there: u32, of: u32) -> Result<(), Unavailable> {
        if let Some(upload) = lock(&self.kept).uploaded(file) {
            (upload.there, upload.of) = (there, of);
        }
        Ok(())
    }

    async fn forget(&self, file: &FileId, state: &UploadState) -> Result<(), Unavailable> {
        lock(&self.kept).uploads.retain(|it| it.file != *file || it.state != *state);
        Ok(())
    }
}

#[async_trait]
impl UploadBook for MemoryPeer {
    async fn upload(&self, file: &FileId) -> Result<Option<Upload>, Unavailable> {
        Ok(lock(&self.kept).uploaded(file).cloned())
    }

    async fn uploads(&self) -> Result<Vec<Upload>, Unavailable> {
        Ok(lock(&self.kept).uploads.iter().rev().take(MOST).cloned().collect())
    }
}

impl Kept {
    fn uploaded(&mut self, file: &FileId) -> Option<&mut Upload> {
        self.uploads.iter_mut().find(|it| it.file == *file)
    }
}
