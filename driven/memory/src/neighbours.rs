use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use causerie_chat::Beacon;
use causerie_usecases::ports::{Beacons, Neighbours, Sighting, Unavailable};

use crate::lock::lock;

/// A network in this process: all that are on it see each other's beacons. A clone is the same network.
#[derive(Clone, Debug, Default)]
pub struct MemoryNetwork(Arc<Shown>);

#[derive(Debug, Default)]
struct Shown {
    /// Who shows what, the latest last.
    beacons: Mutex<Vec<(u64, Arc<Sighting>)>>,
    members: AtomicU64,
}

/// One member of a [`MemoryNetwork`]; by default of one of its own, where nobody else is.
#[derive(Debug, Default)]
pub struct MemoryNeighbours {
    network: MemoryNetwork,
    member: u64,
    addresses: Vec<IpAddr>,
}

impl MemoryNetwork {
    /// A further member, with these addresses.
    #[must_use]
    pub fn join(&self, addresses: &[IpAddr]) -> MemoryNeighbours {
        let member = self.0.members.fetch_add(1, Ordering::Relaxed);
        let addresses = addresses.iter().copied().take(Sighting::ADDRESSES).collect();
        MemoryNeighbours { network: self.clone(), member, addresses }
    }
}

#[async_trait]
impl Beacons for MemoryNeighbours {
    async fn show(&self, beacon: &Beacon) -> Result<(), Unavailable> {
        let (marks, addresses) = (beacon.marks().clone(), self.addresses.clone());
        let mut shown = lock(&self.network.0.beacons);
        shown.retain(|(by, _)| *by != self.member);
        shown.push((self.member, Arc::new(Sighting { marks, addresses })));
        Ok(())
    }

    async fn hide(&self) -> Result<(), Unavailable> {
        lock(&self.network.0.beacons).retain(|(by, _)| *by != self.member);
        Ok(())
    }
}

#[async_trait]
impl Neighbours for MemoryNeighbours {
    async fn in_sight(&self) -> Result<Vec<Arc<Sighting>>, Unavailable> {
        let shown = lock(&self.network.0.beacons);
        let others = shown.iter().rev().filter(|(by, _)| *by != self.member);
        Ok(others.map(|(_, sighting)| sighting.clone()).take(Sighting::MOST).collect())
    }
}
