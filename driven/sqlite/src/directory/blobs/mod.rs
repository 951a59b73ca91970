//! What is listed of files, and which blobs are here; their bytes lie elsewhere.

mod ledger;
mod listing;
mod reading;

pub(super) use listing::unlist_all;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{BlobHash, BlobList, FileId};
use causerie_usecases::ports::{
    BlobBook, BlobCensus, BlobLedger, BlobListings, BlobTerms, KeptListing, KnownBlob, NotKept,
    Unavailable,
};

use super::SqliteDirectory;

#[async_trait]
impl BlobListings for SqliteDirectory {
    async fn list(
        &self,
        by: &DeviceAddress,
        file: &FileId,
        list: &BlobList,
        terms: &BlobTerms,
        at: Timestamp,
    ) -> Result<(), NotKept> {
        let (by, file, list, terms) = (by.clone(), *file, list.clone(), *terms);
        self.store.write(move |db| listing::list(db, (&by, &file), &list, &terms, at)).await?
    }

    async fn unlist(&self, by: &DeviceAddress, file: &FileId) -> Result<(), Unavailable> {
        let (by, file) = (by.clone(), *file);
        self.store.write(move |db| listing::unlist(db, &by, &file)).await
    }

    async fn expire(&self, listed_before: Timestamp) -> Result<(), Unavailable> {
        self.store.write_at_leisure(move |db| listing::expire(db, listed_before)).await
    }
}

#[async_trait]
impl BlobLedger for SqliteDirectory {
    async fn note(&self, blob: &BlobHash, bytes: u32) -> Result<(), Unavailable> {
        let blob = *blob;
        self.store.write(move |db| ledger::note(db, &blob, bytes)).await
    }

    async fn lose(&self, blob: &BlobHash) -> Result<(), Unavailable> {
        let blob = *blob;
        self.store.write(move |db| ledger::lose(db, &blob)).await
    }

    async fn forget(&self, blobs: &[BlobHash]) -> Result<(), Unavailable> {
        let blobs = blobs.to_vec();
        self.store.write_at_leisure(move |db| ledger::forget(db, &blobs)).await
    }
}

#[async_trait]
impl BlobBook for SqliteDirectory {
    async fn listing(
        &self,
        of: &DeviceAddress,
        file: &FileId,
    ) -> Result<Option<KeptListing>, Unavailable> {
        let (of, file) = (of.clone(), *file);
        self.store.read(move |db| reading::listing(db, &of, &file)).await
    }

    async fn listed(
        &self,
        by: &DeviceAddress,
        blob: &BlobHash,
    ) -> Result<Option<u32>, Unavailable> {
        let (by, blob) = (by.clone(), *blob);
        self.store.glance(move |db| reading::listed(db, &by, &blob)).await
    }

    async fn here(&self, blob: &BlobHash) -> Result<Option<u32>, Unavailable> {
        let blob = *blob;
        self.store.glance(move |db| reading::here(db, &blob)).await
    }
}

#[async_trait]
impl BlobCensus for SqliteDirectory {
    async fn unlisted(&self) -> Result<Vec<BlobHash>, Unavailable> {
        self.store.read(reading::unlisted).await
    }

    async fn all(
        &self,
        after: Option<BlobHash>,
        most: usize,
    ) -> Result<Vec<KnownBlob>, Unavailable> {
        self.store.read(move |db| reading::all(db, after, most)).await
    }
}
