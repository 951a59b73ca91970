use std::sync::Arc;

use causerie_chat::{MessageRef, Timestamp};
use causerie_files::FileId;

use crate::{
    CommandHandler,
    peer::files::StillOffered,
    ports::{FetchBook, FetchState, Fetches, OfferBook, Offers, PartFiles, Unavailable},
};

/// Forget the files whose message was deleted or removed or has disappeared, with their keys and what is here of them; a file that is done stays where it is, and so
/// does one's own.
#[derive(Debug)]
pub struct ForgetFiles {
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ForgetFiles`].
pub struct ForgetFilesHandler {
    /// Knows which messages are there.
    pub offered: StillOffered,
    /// Keeps what is offered.
    pub offers: Arc<dyn Offers>,
    /// Knows it.
    pub offer_book: Arc<dyn OfferBook>,
    /// Keeps what is fetched.
    pub fetches: Arc<dyn Fetches>,
    /// Knows it.
    pub book: Arc<dyn FetchBook>,
    /// Has what is here of it.
    pub parts: Arc<dyn PartFiles>,
}

impl CommandHandler<ForgetFiles> for ForgetFilesHandler {
    type Error = Unavailable;

    async fn handle(&self, ForgetFiles { at }: ForgetFiles) -> Result<(), Unavailable> {
        for (said, manifest, _) in self.offer_book.offers().await? {
            if self.is_over(&said, at).await? {
                self.offers.withdraw(&FileId::of(&manifest)).await?;
            }
        }
        for fetch in self.book.fetches().await? {
            if self.is_over(&fetch.said, at).await? {
                let id = fetch.id();
                if !matches!(fetch.state, FetchState::Done(_)) {
                    self.parts.discard(&fetch.folder, &id).await?;
                }
                self.fetches.forget(&id).await?;
            }
        }
        Ok(())
    }
}

impl ForgetFilesHandler {
    /// Whether there was such a message, and it offers nothing any more. One that is not there yet is just being said.
    async fn is_over(&self, said: &MessageRef, at: Timestamp) -> Result<bool, Unavailable> {
        let was_said = self.offered.history.message(&said.author, said.id).await?.is_some();
        Ok(was_said && self.offered.entry(said, at).await?.is_none())
    }
}
