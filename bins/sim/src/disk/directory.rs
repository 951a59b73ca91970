use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Address, ClaimId, DeviceAddress, Person, Timestamp};
use causerie_memory::MemoryDirectory;
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::ports::{
    Acknowledgements, Claim, ClaimCount, NotClaimed, People, PreKeyBook, PreKeyUse, PreKeys,
    PreKeysLeft, Published, Reachability, SecondFactors, Unavailable, Whereabouts,
};

use super::Machine;

/// The directory's.
pub(crate) struct DirectoryDisk {
    pub(crate) machine: Machine,
    pub(crate) records: Arc<MemoryDirectory>,
    /// The records, unless somebody broke them.
    pub(crate) acknowledgements: Arc<dyn Acknowledgements>,
    /// The records, unless somebody broke them.
    pub(crate) second_factors: Arc<dyn SecondFactors>,
}

#[async_trait]
impl People for DirectoryDisk {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        self.machine.reads().await;
        self.records.person(who).await
    }
}

#[async_trait]
impl Reachability for DirectoryDisk {
    async fn publish(
        &self,
        device: &DeviceAddress,
        published: &Published,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        Reachability::publish(&*self.records, device, published).await
    }

    async fn withdraw(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.records.withdraw(device).await
    }
}

#[async_trait]
impl Whereabouts for DirectoryDisk {
    async fn whereabouts(&self, device: &DeviceAddress) -> Result<Option<Published>, Unavailable> {
        self.machine.reads().await;
        self.records.whereabouts(device).await
    }
}

#[async_trait]
impl PreKeys for DirectoryDisk {
    async fn publish(
        &self,
        device: &DeviceAddress,
        batch: &PreKeyBatch,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        PreKeys::publish(&*self.records, device, batch).await
    }

    async fn claim(&self, claim: &Claim) -> Result<(), NotClaimed> {
        self.machine.writes().await?;
        self.records.claim(claim).await
    }
}

#[async_trait]
impl PreKeyBook for DirectoryDisk {
    async fn claimed(
        &self,
        id: &ClaimId,
        requester: &DeviceAddress,
    ) -> Result<Option<Bundle>, Unavailable> {
        self.machine.reads().await;
        self.records.claimed(id, requester).await
    }

    async fn left(&self, device: &DeviceAddress) -> Result<Option<PreKeysLeft>, Unavailable> {
        self.machine.reads().await;
        self.records.left(device).await
    }
}

#[async_trait]
impl PreKeyUse for DirectoryDisk {
    async fn claims_since(
        &self,
        requester: &DeviceAddress,
        target: &DeviceAddress,
        since: Timestamp,
    ) -> Result<ClaimCount, Unavailable> {
        self.machine.reads().await;
        self.records.claims_since(requester, target, since).await
    }
}
