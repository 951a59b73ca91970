use std::{net::IpAddr, sync::Arc};

use async_trait::async_trait;
use causerie_chat::{Beacon, BeaconMarks};

use super::Unavailable;

/// The beacon of this device, on the networks it is on.
#[async_trait]
pub trait Beacons: Send + Sync {
    /// Shows `beacon`, with the addresses that this device has there, in place of the former one. It is seen a little later.
    async fn show(&self, beacon: &Beacon) -> Result<(), Unavailable>;

    /// Shows none any more; there need not be one.
    async fn hide(&self) -> Result<(), Unavailable>;
}

/// The beacons of others.
#[async_trait]
pub trait Neighbours: Send + Sync {
    /// What is shown now, the latest first, at most [`Sighting::MOST`]. Anybody can show anything: nothing of it is true before the
    /// device at that address has proved who it is.
    async fn in_sight(&self) -> Result<Vec<Arc<Sighting>>, Unavailable>;
}

/// A beacon, as it is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// For whom it is.
    pub marks: BeaconMarks,
    /// Where the device that shows it says that it is: at most [`Sighting::ADDRESSES`], none of them this machine's loopback in a running peer.
    pub addresses: Vec<IpAddr>,
}

impl Sighting {
    /// How many are remembered.
    pub const MOST: usize = 256;
    /// How many addresses of one are remembered.
    pub const ADDRESSES: usize = 4;
}
