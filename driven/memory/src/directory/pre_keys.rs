use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use causerie_chat::{ClaimId, DeviceAddress, Timestamp};
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::ports::{
    Claim, ClaimCount, NotClaimed, PreKeyBook, PreKeyUse, PreKeys, PreKeysLeft, Unavailable,
};

use super::MemoryDirectory;
use crate::lock::lock;

/// Pre-keys and claims to them.
#[derive(Default)]
pub(super) struct Shelf {
    stocks: HashMap<DeviceAddress, Stock>,
    claims: HashMap<ClaimId, Made>,
}

struct Stock {
    generation: u32,
    last_resort: Bundle,
    /// Those nobody has claimed.
    one_time: BTreeMap<u32, Bundle>,
    last_number: u32,
}

struct Made {
    requester: DeviceAddress,
    target: DeviceAddress,
    at: Timestamp,
    bundle: Bundle,
}

impl Shelf {
    /// The device was revoked.
    pub(super) fn forget(&mut self, device: &DeviceAddress) {
        self.stocks.remove(device);
    }
}

const HOUR: u64 = 60 * 60 * 1_000;

#[async_trait]
impl PreKeys for MemoryDirectory {
    async fn publish(
        &self,
        device: &DeviceAddress,
        batch: &PreKeyBatch,
    ) -> Result<(), Unavailable> {
        let mut records = lock(&self.records);
        let person = records.people.get(&device.person);
        if !person.is_some_and(|person| person.devices.iter().any(|it| it.id == device.device)) {
            return Ok(());
        }
        let fresh = || Stock {
            generation: 0,
            last_resort: batch.last_resort().bundle().clone(),
            one_time: BTreeMap::new(),
            last_number: 0,
        };
        let stock = records.shelf.stocks.entry(device.clone()).or_insert_with(fresh);
        stock.take(batch);
        Ok(())
    }

    async fn claim(&self, claim: &Claim) -> Result<(), NotClaimed> {
        let shelf = &mut lock(&self.records).shelf;
        if let Some(made) = shelf.claims.get(&claim.id) {
            let same = made.requester == claim.requester && made.target == claim.target;
            return if same { Ok(()) } else { Err(NotClaimed::IdInUse) };
        }
        let expired = |made: &Made| made.at.plus(HOUR) <= claim.at;
        shelf.claims.retain(|_, made| !expired(made));
        let stock = shelf.stocks.get_mut(&claim.target).ok_or(NotClaimed::NoPreKeys)?;
        let next = claim.may_use_one_time.then(|| stock.one_time.pop_first()).flatten();
        let bundle = next.map_or_else(|| stock.last_resort.clone(), |(_, bundle)| bundle);
        let (requester, target) = (claim.requester.clone(), claim.target.clone());
        shelf.claims.insert(claim.id, Made { requester, target, at: claim.at, bundle });
        Ok(())
    }
}

impl Stock {
    fn take(&mut self, batch: &PreKeyBatch) {
        if batch.generation() < self.generation {
            return;
        }
        if batch.generation() > self.generation {
            self.generation = batch.generation();
            self.one_time.clear();
            self.last_resort = batch.last_resort().bundle().clone();
        }
        for bundle in batch.one_time() {
            let bundle = bundle.bundle();
            let number = bundle.one_time().unwrap_or_default();
            if number > self.last_number && self.one_time.len() < <dyn PreKeys>::MOST {
                self.one_time.insert(number, bundle.clone());
                self.last_number = number;
            }
        }
    }
}

#[async_trait]
impl PreKeyBook for MemoryDirectory {
    async fn claimed(
        &self,
        id: &ClaimId,
        requester: &DeviceAddress,
    ) -> Result<Option<Bundle>, Unavailable> {
        let shelf = &lock(&self.records).shelf;
        let made = shelf.claims.get(id).filter(|made| made.requester == *requester);
        Ok(made.map(|made| made.bundle.clone()))
    }

    async fn left(&self, device: &DeviceAddress) -> Result<Option<PreKeysLeft>, Unavailable> {
        let shelf = &lock(&self.records).shelf;
        Ok(shelf.stocks.get(device).map(|stock| PreKeysLeft {
            generation: stock.generation,
            one_time: stock.one_time.len() as u64,
            last_number: stock.last_number,
        }))
    }
}

#[async_trait]
impl PreKeyUse for MemoryDirectory {
    async fn claims_since(
        &self,
        requester: &DeviceAddress,
        target: &DeviceAddress,
        since: Timestamp,
    ) -> Result<ClaimCount, Unavailable> {
        let shelf = &lock(&self.records).shelf;
        let mut count = ClaimCount::default();
        for made in shelf.claims.values().filter(|made| made.at >= since) {
            let (by_them, of_it) = (made.requester == *requester, made.target == *target);
            let one_time = made.bundle.one_time().is_some();
            count.by_requester += u64::from(by_them);
            count.of_target += u64::from(of_it && one_time);
            count.of_target_by_requester += u64::from(by_them && of_it && one_time);
        }
        Ok(count)
    }
}
