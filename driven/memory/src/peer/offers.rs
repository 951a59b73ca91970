use std::path::PathBuf;

use async_trait::async_trait;
use causerie_chat::{FileManifest, MessageRef};
use causerie_files::FileId;
use causerie_usecases::ports::{Offer, OfferBook, Offers, Unavailable};

use super::MemoryPeer;
use crate::lock::lock;

/// How many are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl Offers for MemoryPeer {
    async fn offer(&self, offer: &Offer) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        kept.offers.retain(|it| it.id() != offer.id());
        kept.offers.push(offer.clone());
        Ok(())
    }

    async fn withdraw(&self, id: &FileId) -> Result<(), Unavailable> {
        lock(&self.kept).offers.retain(|it| it.id() != *id);
        Ok(())
    }
}

#[async_trait]
impl OfferBook for MemoryPeer {
    async fn offered(&self, id: &FileId) -> Result<Option<Offer>, Unavailable> {
        Ok(lock(&self.kept).offers.iter().find(|it| it.id() == *id).cloned())
    }

    async fn offers(&self) -> Result<Vec<(MessageRef, FileManifest, PathBuf)>, Unavailable> {
        let kept = lock(&self.kept);
        let latest = kept.offers.iter().rev().take(MOST);
        Ok(latest.map(|it| (it.said.clone(), it.manifest.clone(), it.path.clone())).collect())
    }
}
