use std::{
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{FileId, FileStream, FileTicket};
use causerie_session::Provider;
use thiserror::Error;

use crate::{
    QueryHandler,
    peer::files::{StillOffered, sealed_bytes},
    ports::{Offer, OfferBook, OwnFiles, Unavailable},
};

/// What are the hashes of a file's chunks, one behind the other?
#[derive(Debug)]
pub struct GiveHashes {
    /// Which file.
    pub file: FileId,
    /// What shows that whoever asks has its key.
    pub ticket: FileTicket,
    /// Who asks.
    pub by: DeviceAddress,
    /// When.
    pub at: Timestamp,
}

/// What are those chunks of it, sealed?
#[derive(Debug)]
pub struct GiveChunks {
    /// Which file, who asks, and when.
    pub of: GiveHashes,
    /// Which of its chunks: so many as are given at once ([`crate::peer::files::most_at_once`]), at most.
    pub chunks: Range<u32>,
}

/// Answers [`GiveHashes`] and [`GiveChunks`].
pub struct GiveFileHandler {
    /// Knows what is offered.
    pub offers: Arc<dyn OfferBook>,
    /// Knows whether it still is.
    pub offered: StillOffered,
    /// Reads it.
    pub files: Arc<dyn OwnFiles>,
    /// Seals its chunks.
    pub provider: Arc<dyn Provider>,
    /// What was asked for last.
    pub last: LastOffer,
}

/// The file that was asked for last: it is asked for once for each piece, and of a large one there are many hashes.
#[derive(Default)]
pub struct LastOffer(Mutex<Option<Arc<Offer>>>);

impl LastOffer {
    fn get(&self, file: &FileId) -> Option<Arc<Offer>> {
        self.lock().as_ref().filter(|offer| offer.id() == *file).cloned()
    }

    fn set(&self, offer: Option<Arc<Offer>>) {
        *self.lock() = offer;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Offer>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl QueryHandler<GiveHashes> for GiveFileHandler {
    type Answer = Vec<u8>;
    type Error = GiveError;

    async fn handle(&self, query: GiveHashes) -> Result<Vec<u8>, GiveError> {
        Ok(self.offer(&query).await?.hashes.as_bytes().to_vec())
    }
}

impl QueryHandler<GiveChunks> for GiveFileHandler {
    type Answer = Vec<Vec<u8>>;
    type Error = GiveError;

    async fn handle(
        &self,
        GiveChunks { of, chunks }: GiveChunks,
    ) -> Result<Vec<Vec<u8>>, GiveError> {
        let offer = self.offer(&of).await?;
        sealed_bytes(&offer.manifest, &chunks).ok_or(GiveError::NoSuchChunks)?;
        let given = self.seal(&offer, chunks).await;
        if given.is_err() {
            // It may be at another place by now.
            self.last.set(None);
        }
        given
    }
}

impl GiveFileHandler {
    /// The file, if it is offered to whoever asks: to them all that it is not looks the same.
    async fn offer(&self, query: &GiveHashes) -> Result<Arc<Offer>, GiveError> {
        let GiveHashes { file, ticket, by, at } = query;
        let offer = match self.last.get(file) {
            Some(offer) => offer,
            None => Arc::new(self.offers.offered(file).await?.ok_or(GiveError::NotOffered)?),
        };
        if FileTicket::new(&offer.manifest, by) != *ticket {
            return Err(GiveError::NotOffered);
        }
        // Looked at each time, whatever was found before.
        let place = self.offered.place(&offer.said, &offer.manifest, *at).await?;
        place.ok_or(GiveError::NotOffered)?;
        self.last.set(Some(offer.clone()));
        Ok(offer)
    }

    /// Those chunks as the file is now.
    async fn seal(&self, offer: &Offer, chunks: Range<u32>) -> Result<Vec<Vec<u8>>, GiveError> {
        let Offer { manifest, hashes, path, .. } = offer;
        let stream = FileStream::new(&*self.provider, manifest);
        let mut sealed = Vec::with_capacity(chunks.len());
        for number in chunks {
            let (from, bytes) = manifest.chunk(number).ok_or(GiveError::NoSuchChunks)?;
            let read = self.files.read(path, from, bytes).await?.ok_or(GiveError::NotOffered)?;
            // It may have been changed since; then it is not the file that was offered.
            let chunk = hashes.chunk(number, read).map_err(|_| GiveError::NotOffered)?;
            sealed.push(stream.seal(chunk).map_err(|_| GiveError::NotOffered)?);
        }
        Ok(sealed)
    }
}

/// Why nothing of a file is given.
#[derive(Debug, Error)]
pub enum GiveError {
    /// It is not offered, not to them, or not any more; or it is not there, or another one by now.
    #[error("no such file is offered")]
    NotOffered,
    /// It has no such chunks, or they are too many at once.
    #[error("no such chunks are given at once")]
    NoSuchChunks,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
