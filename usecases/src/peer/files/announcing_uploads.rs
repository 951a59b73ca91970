use std::sync::Arc;

use async_trait::async_trait;
use causerie_files::FileId;

use crate::ports::{Event, Events, Unavailable, Upload, UploadState, Uploads};

/// Keeps how files stand that are brought to the directory and how far they are, and tells that it changed.
pub(in crate::peer) struct AnnouncingUploads {
    pub(in crate::peer) uploads: Arc<dyn Uploads>,
    pub(in crate::peer) events: Arc<dyn Events>,
}

#[async_trait]
impl Uploads for AnnouncingUploads {
    async fn begin(&self, upload: &Upload) -> Result<(), Unavailable> {
        self.uploads.begin(upload).await?;
        self.events.tell(Event::File(upload.file));
        Ok(())
    }

    async fn turn(
        &self,
        file: &FileId,
        before: &UploadState,
        now: &UploadState,
    ) -> Result<bool, Unavailable> {
        let turned = self.uploads.turn(file, before, now).await?;
        if turned {
            self.events.tell(Event::File(*file));
        }
        Ok(turned)
    }

    async fn progress(&self, file: &FileId, there: u32, of: u32) -> Result<(), Unavailable> {
        self.uploads.progress(file, there, of).await?;
        self.events.tell(Event::File(*file));
        Ok(())
    }

    async fn forget(&self, file: &FileId, state: &UploadState) -> Result<(), Unavailable> {
        self.uploads.forget(file, state).await?;
        self.events.tell(Event::File(*file));
        Ok(())
    }
}
