use std::sync::Arc;

use causerie_chat::{Address, Timestamp};
use causerie_files::FileId;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::files::StillOffered,
    ports::{Doorbell, OfferBook, Unavailable, Upload, UploadBook, UploadState, Uploads},
};

/// Have a file that this person offers lie at their directory as well, sealed, so that others can fetch it while this device is away. One that is there, or on its way,
/// stays as it is; one that failed, or waits, is tried again at once.
#[derive(Debug)]
pub struct UploadFile {
    /// Which.
    pub file: FileId,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`UploadFile`].
pub struct UploadFileHandler {
    /// This person: others look for a file at the devices of whoever offered it, and nowhere else.
    pub me: Address,
    /// Knows what is offered.
    pub offers: Arc<dyn OfferBook>,
    /// Knows whether it still is.
    pub offered: StillOffered,
    /// Keeps what is uploaded.
    pub uploads: Arc<dyn Uploads>,
    /// Knows it.
    pub book: Arc<dyn UploadBook>,
    /// Wakes whoever uploads.
    pub bell: Arc<dyn Doorbell>,
}

impl CommandHandler<UploadFile> for UploadFileHandler {
    type Error = UploadFileError;

    async fn handle(&self, UploadFile { file, at }: UploadFile) -> Result<(), UploadFileError> {
        let offer = self.offers.offered(&file).await?;
        let offer = offer.filter(|offer| offer.said.author == self.me);
        let offer = offer.ok_or(UploadFileError::NoSuchOffer)?;
        let place = self.offered.place(&offer.said, &offer.manifest, at).await?;
        place.ok_or(UploadFileError::NoSuchOffer)?;
        let wanted = UploadState::Wanted(None);
        loop {
            match self.book.upload(&file).await? {
                None => self.uploads.begin(&Upload::new(file)).await?,
                Some(Upload { state: UploadState::Done(until), .. }) if until > at => break,
                Some(Upload { state, .. }) if state == wanted => break,
                Some(Upload { state, .. }) => {
                    if self.uploads.turn(&file, &state, &wanted).await? {
                        break;
                    }
                }
            }
        }
        self.bell.ring();
        Ok(())
    }
}

/// Why a file is not uploaded.
#[derive(Debug, Error)]
pub enum UploadFileError {
    /// This person does not offer such a file at this device, or not any more.
    #[error("no such file is offered here")]
    NoSuchOffer,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
