use std::sync::Arc;

use causerie_chat::{Cause, Timestamp};
use causerie_files::FileId;

use crate::{
    CommandHandler,
    peer::files::{NotBrought, StillOffered, Uploading},
    ports::{
        NotUploaded, Offer, OfferBook, Retry, Unavailable, Upload, UploadBook, UploadDesk,
        UploadState, Uploads,
    },
};

/// Do for an upload what is to be done now: bring what is missing at the directory, or have it forget the file. One whose message is not there any more is
/// dropped. Nothing happens if its next attempt is ahead.
#[derive(Debug)]
pub struct CarryUpload {
    /// Of which file.
    pub file: FileId,
    /// When.
    pub at: Timestamp,
    /// A random number, to spread what comes after a failure.
    pub jitter: u32,
}

/// Carries out [`CarryUpload`].
pub struct CarryUploadHandler {
    /// Knows what is offered.
    pub offers: Arc<dyn OfferBook>,
    /// Knows whether it still is.
    pub offered: StillOffered,
    /// Brings it.
    pub uploading: Uploading,
    /// The directory's store.
    pub desk: Arc<dyn UploadDesk>,
    /// Keeps how it stands.
    pub uploads: Arc<dyn Uploads>,
    /// Knows it.
    pub book: Arc<dyn UploadBook>,
}

impl CommandHandler<CarryUpload> for CarryUploadHandler {
    type Error = Unavailable;

    async fn handle(
        &self,
        CarryUpload { file, at, jitter }: CarryUpload,
    ) -> Result<(), Unavailable> {
        let Some(Upload { state, .. }) = self.book.upload(&file).await? else { return Ok(()) };
        let waits = |retry: &Option<Retry>| retry.as_ref().is_some_and(|it| it.keeps_waiting(at));
        let dropped = UploadState::Dropped(None);
        match &state {
            UploadState::Dropped(retry) if waits(retry) => Ok(()),
            UploadState::Dropped(retry) => {
                self.forget(&file, &state, retry.as_ref(), (at, jitter)).await
            }
            UploadState::Done(until) if *until <= at => self.uploads.forget(&file, &state).await,
            _ => match self.offer(&file, at).await? {
                None => {
                    if self.uploads.turn(&file, &state, &dropped).await? {
                        self.forget(&file, &dropped, None, (at, jitter)).await?;
                    }
                    Ok(())
                }
                Some(offer) => match &state {
                    UploadState::Wanted(retry) if !waits(retry) => {
                        self.bring(&offer, &state, retry.as_ref(), (at, jitter)).await
                    }
                    _ => Ok(()),
                },
            },
        }
    }
}

impl CarryUploadHandler {
    /// The file, if it is still offered.
    async fn offer(&self, file: &FileId, at: Timestamp) -> Result<Option<Offer>, Unavailable> {
        let Some(offer) = self.offers.offered(file).await? else { return Ok(None) };
        let place = self.offered.place(&offer.said, &offer.manifest, at).await?;
        Ok(place.map(|_| offer))
    }

    async fn bring(
        &self,
        offer: &Offer,
        state: &UploadState,
        retry: Option<&Retry>,
        (at, jitter): (Timestamp, u32),
    ) -> Result<(), Unavailable> {
        let file = offer.id();
        let there = self.there(&file).await?;
        let now = match self.uploading.bring(offer, state).await {
            Ok(None) => return Ok(()),
            Ok(Some(until)) => UploadState::Done(until),
            Err(NotBrought::Later(why)) => {
                // The waits begin anew once something came through.
                let came = self.there(&file).await? > there;
                let before = retry.filter(|_| !came);
                UploadState::Wanted(Some(Retry::after(before, why, at, jitter)))
            }
            Err(NotBrought::ForGood(why)) => UploadState::Failed(why),
            Err(NotBrought::Unavailable(cause)) => return Err(cause),
        };
        self.uploads.turn(&file, state, &now).await.map(drop)
    }

    /// How many of its blobs are known to be at the directory.
    async fn there(&self, file: &FileId) -> Result<u32, Unavailable> {
        Ok(self.book.upload(file).await?.map_or(0, |upload| upload.there))
    }

    /// Has the directory forget it, and then forgets it too.
    async fn forget(
        &self,
        file: &FileId,
        state: &UploadState,
        retry: Option<&Retry>,
        (at, jitter): (Timestamp, u32),
    ) -> Result<(), Unavailable> {
        let why = match self.desk.unlist(&self.uploading.device, file).await {
            // What it refuses for good it will not do the next time either.
            Ok(()) | Err(NotUploaded::Refused(_)) => return self.uploads.forget(file, state).await,
            Err(NotUploaded::NotExpected) => Cause::DIRECTORY_UNAVAILABLE,
            Err(NotUploaded::NotNow { cause, .. }) => cause,
        };
        let later = UploadState::Dropped(Some(Retry::after(retry, why, at, jitter)));
        self.uploads.turn(file, state, &later).await.map(drop)
    }
}
