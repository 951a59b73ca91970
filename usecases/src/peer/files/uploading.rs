use std::sync::Arc;

use causerie_chat::{Cause, DeviceAddress, Timestamp};
use causerie_files::{Blob, BlobList, FileStream, seal_hashes};
use causerie_session::Provider;
use futures_util::future::try_join_all;

use crate::ports::{
    NotUploaded, Offer, OwnFiles, Unavailable, UploadAnswers, UploadBook, UploadDesk,
    UploadStanding, UploadState, Uploads,
};

/// Brings a file to the directory: its list first, then each blob that is not there. What was brought once is not brought again, whoever began anew meanwhile.
pub struct Uploading {
    /// This device.
    pub device: DeviceAddress,
    /// Reads the file.
    pub files: Arc<dyn OwnFiles>,
    /// Seals it.
    pub provider: Arc<dyn Provider>,
    /// The directory's store.
    pub desk: Arc<dyn UploadDesk>,
    /// What it answers.
    pub answers: Arc<dyn UploadAnswers>,
    /// Keeps how far it is.
    pub uploads: Arc<dyn Uploads>,
    /// Knows whether it is still wanted.
    pub book: Arc<dyn UploadBook>,
}

impl Uploading {
    /// How many blobs are on their way at once; of each there is one copy in memory, sealed.
    const LANES: usize = 2;

    /// Brings what is missing, and says until when it is there; nothing if somebody turned it meanwhile.
    pub(in crate::peer) async fn bring(
        &self,
        offer: &Offer,
        state: &UploadState,
    ) -> Result<Option<Timestamp>, NotBrought> {
        let file = offer.id();
        let standing = match self.answers.standing(&self.device, &file).await? {
            Some(standing) => standing,
            None => self.list(offer).await?,
        };
        let of = offer.manifest.chunks() + 1;
        let UploadStanding { mut here, until } = standing;
        if here.chunks() != of {
            return Err(NotBrought::Later(Cause::DIRECTORY_UNAVAILABLE));
        }
        self.uploads.progress(&file, here.here(), of).await?;
        loop {
            let missing = here.missing(0, 1).filter_map(Iterator::last).take(Self::LANES);
            let missing: Vec<_> = missing.collect();
            if missing.is_empty() {
                return Ok(Some(until));
            }
            let now = self.book.upload(&file).await?;
            if now.is_none_or(|now| now.state != *state) {
                return Ok(None);
            }
            try_join_all(missing.iter().map(|number| self.put(offer, *number))).await?;
            here = missing.into_iter().fold(here, causerie_files::Parts::with);
            self.uploads.progress(&file, here.here(), of).await?;
        }
    }

    async fn put(&self, offer: &Offer, number: u32) -> Result<(), NotBrought> {
        let blob = self.blob(offer, number).await?;
        Ok(self.desk.put(blob).await?)
    }

    /// Has the directory expect the file's blobs: the whole file is read and sealed once for that, a chunk in memory at a time.
    async fn list(&self, offer: &Offer) -> Result<UploadStanding, NotBrought> {
        let chunks = offer.manifest.chunks();
        // Before all of it is read.
        if chunks as usize >= BlobList::MOST {
            return Err(NotBrought::ForGood(Cause::UPLOAD_QUOTA));
        }
        let mut blobs = Vec::with_capacity(chunks as usize + 1);
        for number in 0..=chunks {
            let blob = self.blob(offer, number).await?;
            blobs.push((blob.hash(), blob.length()));
        }
        let list = BlobList::new(blobs).map_err(|_| NotBrought::ForGood(Cause::UPLOAD_QUOTA))?;
        self.desk.list(&self.device, &offer.id(), &list).await?;
        let standing = self.answers.standing(&self.device, &offer.id()).await?;
        standing.ok_or(NotBrought::Later(Cause::DIRECTORY_UNAVAILABLE))
    }

    /// The blob of that number: the chunks' hashes, and then the chunks.
    async fn blob(&self, offer: &Offer, number: u32) -> Result<Blob, NotBrought> {
        let Offer { manifest, hashes, path, .. } = offer;
        let sealed = match number.checked_sub(1) {
            None => seal_hashes(&*self.provider, manifest, hashes),
            Some(number) => {
                let (from, bytes) = manifest.chunk(number).ok_or(NotBrought::CHANGED)?;
                let read = self.files.read(path, from, bytes).await?;
                // It may have been changed since; then it is not the file that was offered.
                let chunk = hashes.chunk(number, read.ok_or(NotBrought::CHANGED)?);
                let chunk = chunk.map_err(|_| NotBrought::CHANGED)?;
                let stream = FileStream::new(&*self.provider, manifest);
                stream.seal(chunk).map_err(|_| NotBrought::CHANGED)?
            }
        };
        Blob::new(sealed).map_err(|_| NotBrought::CHANGED)
    }
}

/// Why not all of a file is at the directory.
pub(in crate::peer) enum NotBrought {
    /// It is tried again.
    Later(Cause),
    /// It is not, by itself.
    ForGood(Cause),
    Unavailable(Unavailable),
}

impl NotBrought {
    /// The file is not there, or not the one that was offered.
    const CHANGED: Self = Self::ForGood(Cause::FILE_NOT_OFFERED);
}

impl From<Unavailable> for NotBrought {
    fn from(cause: Unavailable) -> Self {
        Self::Unavailable(cause)
    }
}

impl From<NotUploaded> for NotBrought {
    fn from(not: NotUploaded) -> Self {
        match not {
            NotUploaded::Refused(cause) => Self::ForGood(cause),
            // Its list is gone: it is made anew the next time.
            NotUploaded::NotExpected => Self::Later(Cause::DIRECTORY_UNAVAILABLE),
            NotUploaded::NotNow { cause, .. } => Self::Later(cause),
        }
    }
}
