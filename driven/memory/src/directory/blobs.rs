//! What is listed of files, and which blobs are here.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{BlobHash, BlobList, FileId, Parts};
use causerie_usecases::ports::{
    BlobBook, BlobCensus, BlobLedger, BlobListings, BlobTerms, KeptListing, KnownBlob, NotKept,
    Unavailable,
};

use super::{MemoryDirectory, Records};
use crate::lock::lock;

/// How many blobs that no list has are told at once.
const MOST: usize = 1_000;
/// About how many blobs expire at once.
const MOST_EXPIRED: usize = 20_000;

/// What is known of files.
#[derive(Default)]
pub(super) struct Blobs {
    lists: HashMap<(DeviceAddress, FileId), (BlobList, Timestamp)>,
    /// By hash and length: how many lists have it, and whether it is here.
    known: BTreeMap<(BlobHash, u32), (usize, bool)>,
}

#[async_trait]
impl BlobListings for MemoryDirectory {
    async fn list(
        &self,
        by: &DeviceAddress,
        file: &FileId,
        list: &BlobList,
        terms: &BlobTerms,
        at: Timestamp,
    ) -> Result<(), NotKept> {
        lock(&self.records).list_file((by, file), list, terms, at)
    }

    async fn unlist(&self, by: &DeviceAddress, file: &FileId) -> Result<(), Unavailable> {
        lock(&self.records).blobs.unlist(&(by.clone(), *file));
        Ok(())
    }

    async fn expire(&self, listed_before: Timestamp) -> Result<(), Unavailable> {
        let blobs = &mut lock(&self.records).blobs;
        let due = blobs.lists.iter().filter(|(_, (_, at))| *at < listed_before);
        let mut due: Vec<_> =
            due.map(|(whose, (list, at))| (*at, list.blobs().len(), whose.clone())).collect();
        due.sort_by_key(|it| it.0);
        let mut expired = 0;
        for (_, count, whose) in due {
            if expired > 0 && expired + count > MOST_EXPIRED {
                break;
            }
            expired += count;
            blobs.unlist(&whose);
        }
        Ok(())
    }
}

#[async_trait]
impl BlobLedger for MemoryDirectory {
    async fn note(&self, blob: &BlobHash, bytes: u32) -> Result<(), Unavailable> {
        if let Some((_, is_here)) = lock(&self.records).blobs.known.get_mut(&(*blob, bytes)) {
            *is_here = true;
        }
        Ok(())
    }

    async fn lose(&self, blob: &BlobHash) -> Result<(), Unavailable> {
        for (_, (_, is_here)) in lock(&self.records).blobs.known.range_mut(of(*blob)) {
            *is_here = false;
        }
        Ok(())
    }

    async fn forget(&self, blobs: &[BlobHash]) -> Result<(), Unavailable> {
        let known = &mut lock(&self.records).blobs.known;
        known.retain(|(hash, _), (lists, _)| *lists > 0 || !blobs.contains(hash));
        Ok(())
    }
}

#[async_trait]
impl BlobBook for MemoryDirectory {
    async fn listing(
        &self,
        of: &DeviceAddress,
        file: &FileId,
    ) -> Result<Option<KeptListing>, Unavailable> {
        let blobs = &lock(&self.records).blobs;
        let Some((list, at)) = blobs.lists.get(&(of.clone(), *file)) else { return Ok(None) };
        let here = list.blobs().iter().map(|it| blobs.known.get(it).is_some_and(|it| it.1));
        let here = (0..).zip(here).filter(|(_, is_here)| *is_here).map(|(number, _)| number);
        let here = here.fold(Parts::none(list.count()), Parts::with);
        Ok(Some(KeptListing { list: list.clone(), here, at: *at }))
    }

    async fn listed(
        &self,
        by: &DeviceAddress,
        blob: &BlobHash,
    ) -> Result<Option<u32>, Unavailable> {
        let blobs = &lock(&self.records).blobs;
        let mut theirs = blobs.lists.iter().filter(|((device, _), _)| device == by);
        let found =
            theirs.find_map(|(_, (list, _))| list.blobs().iter().find(|(hash, _)| hash == blob));
        Ok(found.map(|(_, bytes)| *bytes))
    }

    async fn here(&self, blob: &BlobHash) -> Result<Option<u32>, Unavailable> {
        let blobs = &lock(&self.records).blobs;
        let here = blobs.known.range(of(*blob)).find(|(_, (_, is_here))| *is_here);
        Ok(here.map(|((_, bytes), _)| *bytes))
    }
}

#[async_trait]
impl BlobCensus for MemoryDirectory {
    async fn unlisted(&self) -> Result<Vec<BlobHash>, Unavailable> {
        let blobs = &lock(&self.records).blobs;
        let unlisted = blobs.known.iter().filter(|(_, (lists, _))| *lists == 0);
        Ok(unlisted.map(|((hash, _), _)| *hash).take(MOST).collect())
    }

    async fn all(
        &self,
        after: Option<BlobHash>,
        most: usize,
    ) -> Result<Vec<KnownBlob>, Unavailable> {
        let blobs = &lock(&self.records).blobs;
        let known = blobs.known.iter().filter(|((hash, _), _)| after.is_none_or(|it| *hash > it));
        let known = known.map(|((hash, bytes), (_, is_here))| KnownBlob {
            hash: *hash,
            bytes: *bytes,
            is_here: *is_here,
        });
        let mut page: Vec<KnownBlob> = Vec::new();
        for blob in known {
            // One hash is on one page, whatever lengths lists have it with.
            if page.len() >= most && page.last().is_some_and(|last| last.hash != blob.hash) {
                break;
            }
            page.push(blob);
        }
        Ok(page)
    }
}

impl Records {
    fn list_file(
        &mut self,
        (by, file): (&DeviceAddress, &FileId),
        list: &BlobList,
        terms: &BlobTerms,
        at: Timestamp,
    ) -> Result<(), NotKept> {
        if !self.has_device(by) {
            return Err(NotKept::UnknownDevice);
        }
        let (whose, blobs) = ((by.clone(), *file), &mut self.blobs);
        if let Some((kept, _)) = blobs.lists.get(&whose) {
            return if kept == list { Ok(()) } else { Err(NotKept::Differs) };
        }
        let theirs = blobs.lists.iter().filter(|((device, _), _)| device.person == by.person);
        let theirs: u64 = theirs.map(|(_, (list, _))| list.charge()).sum();
        if theirs.saturating_add(list.charge()) > terms.per_person {
            return Err(NotKept::QuotaExceeded);
        }
        let new = list.blobs().iter().filter(|it| !blobs.known.contains_key(it));
        let all = blobs.known.keys().chain(new).map(|(_, bytes)| BlobList::charge_of(*bytes));
        if all.sum::<u64>() > terms.in_all {
            return Err(NotKept::Full);
        }
        for blob in list.blobs() {
            blobs.known.entry(*blob).or_default().0 += 1;
        }
        blobs.lists.insert(whose, (list.clone(), at));
        Ok(())
    }
}

impl Blobs {
    /// Forgets all that a device listed.
    pub(super) fn unlist_all(&mut self, of: &DeviceAddress) {
        let theirs = self.lists.keys().filter(|(device, _)| device == of);
        for whose in theirs.cloned().collect::<Vec<_>>() {
            self.unlist(&whose);
        }
    }

    fn unlist(&mut self, whose: &(DeviceAddress, FileId)) {
        let Some((list, _)) = self.lists.remove(whose) else { return };
        for blob in list.blobs() {
            if let Some((lists, _)) = self.known.get_mut(blob) {
                *lists = lists.saturating_sub(1);
            }
        }
    }
}

/// All lengths that lists have a blob with.
fn of(blob: BlobHash) -> std::ops::RangeInclusive<(BlobHash, u32)> {
    (blob, 0)..=(blob, u32::MAX)
}
