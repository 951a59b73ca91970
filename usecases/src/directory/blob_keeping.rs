use std::sync::Arc;

use causerie_chat::DeviceAddress;
use causerie_files::{Blob, BlobHash};
use futures_util::lock::Mutex;

use crate::ports::{BlobBook, BlobCensus, BlobFiles, BlobLedger, KnownBlob, NotKept, Unavailable};

/// Keeps the bytes of blobs and the word that they are here in step: bytes are durable before they are noted, and forgotten before they are removed. What a crash
/// leaves in between is bytes that nobody knows of: at the next start they are noted, or removed.
pub struct BlobKeeping {
    /// Keeps which are here.
    pub ledger: Arc<dyn BlobLedger>,
    /// Knows it.
    pub book: Arc<dyn BlobBook>,
    /// Knows it too.
    pub census: Arc<dyn BlobCensus>,
    /// Keeps the bytes.
    pub files: Arc<dyn BlobFiles>,
    /// One step at a time for each blob: one that is brought again while it is removed would be noted and not there.
    pub turns: [Mutex<()>; BlobKeeping::TURNS],
}

impl BlobKeeping {
    /// How many blobs have their turn at once, at most.
    pub const TURNS: usize = 16;
    /// How many are looked at in one go.
    const PAGE: usize = 10_000;

    /// Keeps it, if a list of that device has it.
    pub(super) async fn keep(&self, by: &DeviceAddress, blob: Blob) -> Result<(), NotKept> {
        let (hash, bytes) = (blob.hash(), blob.length());
        let _turn = self.turn(&hash).lock().await;
        if self.book.listed(by, &hash).await? != Some(bytes) {
            return Err(NotKept::NotListed);
        }
        if self.book.here(&hash).await?.is_none() {
            self.files.put(blob).await?;
            self.ledger.note(&hash, bytes).await?;
        }
        Ok(())
    }

    /// Removes what no list has any more.
    pub(super) async fn sweep(&self) -> Result<(), Unavailable> {
        loop {
            let unlisted = self.census.unlisted().await?;
            if unlisted.is_empty() {
                return Ok(());
            }
            for (place, turn) in self.turns.iter().enumerate() {
                let these = unlisted.iter().filter(|it| Self::place(it) == place);
                let these: Vec<_> = these.copied().collect();
                if these.is_empty() {
                    continue;
                }
                let _turn = turn.lock().await;
                self.ledger.forget(&these).await?;
                for blob in these {
                    // Somebody may have listed it since.
                    if self.book.here(&blob).await?.is_none() {
                        self.files.remove(&blob).await?;
                    }
                }
            }
        }
    }

    /// Looks which of all that is listed is here, as long as it should be, and removes what nobody lists. Before anybody else has their turn.
    pub(super) async fn tidy(&self) -> Result<(), Unavailable> {
        let mut there = self.files.all().await?;
        there.sort_unstable();
        let mut begin = None;
        loop {
            let known = self.census.all(begin, Self::PAGE).await?;
            let last = known.last().map(|blob| blob.hash);
            for KnownBlob { hash, bytes, is_here } in &known {
                match (there.binary_search(&(*hash, u64::from(*bytes))), is_here) {
                    (Ok(_), false) => self.ledger.note(hash, *bytes).await?,
                    (Err(_), true) => self.ledger.lose(hash).await?,
                    _ => {}
                }
            }
            let is_known = |(hash, bytes): &(BlobHash, u64)| {
                let same = known.iter().skip(known.partition_point(|it| it.hash < *hash));
                same.take_while(|it| it.hash == *hash).any(|it| u64::from(it.bytes) == *bytes)
            };
            let from = begin.map_or(0, |begin| there.partition_point(|it| it.0 <= begin));
            let here = there.iter().skip(from);
            let here = here.take_while(|it| last.is_none_or(|last| it.0 <= last));
            for (hash, _) in here.filter(|it| !is_known(it)) {
                self.files.remove(hash).await?;
            }
            if last.is_none() {
                return Ok(());
            }
            begin = last;
        }
    }

    fn turn(&self, blob: &BlobHash) -> &Mutex<()> {
        &self.turns[Self::place(blob)]
    }

    fn place(blob: &BlobHash) -> usize {
        usize::from(blob.as_bytes()[0]) % Self::TURNS
    }
}
