use std::sync::Arc;

use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{BlobHash, BlobList, FileId, Parts};

use crate::{
    QueryHandler,
    ports::{BlobBook, BlobFiles, BlobTerms, KeptListing, Unavailable},
};

/// Which blobs does a device keep here of a file? Nothing, until all of them are here.
#[derive(Debug)]
pub struct ReadFileList {
    /// Whose list.
    pub of: DeviceAddress,
    /// Of which file.
    pub file: FileId,
    /// When.
    pub at: Timestamp,
}

/// Which of the blobs that a device lists of a file are here, by their places in its list, and until when are they kept?
#[derive(Debug)]
pub struct ReadUpload {
    /// Whose list: who asks, as the credential has it.
    pub of: DeviceAddress,
    /// Of which file.
    pub file: FileId,
}

/// How long is a blob that a list of that device has? Nothing, if none has it.
#[derive(Debug)]
pub struct ReadListedBlob {
    /// Whose list: who asks, as the credential has it.
    pub by: DeviceAddress,
    /// Which blob.
    pub blob: BlobHash,
}

/// How long is a blob that is here?
#[derive(Debug)]
pub struct ReadBlobLength {
    /// Which.
    pub blob: BlobHash,
}

/// What are those bytes of a blob?
#[derive(Debug)]
pub struct ReadBlob {
    /// Which.
    pub blob: BlobHash,
    /// From which byte on.
    pub from: u32,
    /// How many, at most.
    pub bytes: u32,
}

/// Answers [`ReadFileList`], [`ReadUpload`], [`ReadListedBlob`], [`ReadBlobLength`] and [`ReadBlob`].
pub struct ReadBlobsHandler {
    /// For how long they are kept.
    pub terms: BlobTerms,
    /// Knows them.
    pub book: Arc<dyn BlobBook>,
    /// Has their bytes.
    pub files: Arc<dyn BlobFiles>,
}

impl QueryHandler<ReadFileList> for ReadBlobsHandler {
    type Answer = Option<BlobList>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadFileList) -> Result<Option<BlobList>, Unavailable> {
        let ReadFileList { of, file, at } = query;
        let kept = self.book.listing(&of, &file).await?;
        let kept = kept.filter(|kept| kept.here.is_whole() && self.until(kept) > at);
        Ok(kept.map(|kept| kept.list))
    }
}

impl QueryHandler<ReadUpload> for ReadBlobsHandler {
    type Answer = Option<(Parts, Timestamp)>;
    type Error = Unavailable;

    async fn handle(
        &self,
        ReadUpload { of, file }: ReadUpload,
    ) -> Result<Self::Answer, Unavailable> {
        let kept = self.book.listing(&of, &file).await?;
        Ok(kept.map(|kept| {
            let until = self.until(&kept);
            (kept.here, until)
        }))
    }
}

impl QueryHandler<ReadListedBlob> for ReadBlobsHandler {
    type Answer = Option<u32>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadListedBlob) -> Result<Option<u32>, Unavailable> {
        self.book.listed(&query.by, &query.blob).await
    }
}

impl QueryHandler<ReadBlobLength> for ReadBlobsHandler {
    type Answer = Option<u32>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadBlobLength) -> Result<Option<u32>, Unavailable> {
        self.book.here(&query.blob).await
    }
}

impl QueryHandler<ReadBlob> for ReadBlobsHandler {
    type Answer = Option<Vec<u8>>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadBlob) -> Result<Option<Vec<u8>>, Unavailable> {
        self.files.read(&query.blob, query.from, query.bytes).await
    }
}

impl ReadBlobsHandler {
    /// Until when it is kept.
    fn until(&self, kept: &KeptListing) -> Timestamp {
        Timestamp::from_millis(kept.at.millis().saturating_add(self.terms.retention))
    }
}
