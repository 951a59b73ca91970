use std::sync::Arc;

use causerie_chat::{DeviceAddress, NetworkAddress, Timestamp};

use crate::{
    QueryHandler,
    peer::{Company, nearby::addresses},
    ports::{Neighbours, Unavailable},
};

/// Which contacts are seen on the networks that this device is on?
#[derive(Debug)]
pub struct ReadNeighbours {
    /// When.
    pub at: Timestamp,
}

/// A device that is seen, if it is the one it seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The device.
    pub device: DeviceAddress,
    /// Where it seems to listen; at least one.
    pub addresses: Vec<NetworkAddress>,
}

/// Answers [`ReadNeighbours`].
pub struct ReadNeighboursHandler {
    /// Whom it looks for.
    pub company: Arc<Company>,
    /// Sees what is shown.
    pub neighbours: Arc<dyn Neighbours>,
}

impl QueryHandler<ReadNeighbours> for ReadNeighboursHandler {
    type Answer = Vec<Neighbour>;
    type Error = Unavailable;

    async fn handle(
        &self,
        ReadNeighbours { at }: ReadNeighbours,
    ) -> Result<Vec<Neighbour>, Unavailable> {
        let sightings = self.neighbours.in_sight().await?;
        if sightings.is_empty() {
            return Ok(Vec::new());
        }
        let company = self.company.closest().await?;
        let seen = company.into_iter().map(|(device, key)| Neighbour {
            device,
            addresses: addresses(&self.company.own, &key, &sightings, at),
        });
        Ok(seen.filter(|neighbour| !neighbour.addresses.is_empty()).collect())
    }
}
