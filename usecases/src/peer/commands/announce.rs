use std::sync::Arc;

use causerie_chat::{DeviceAddress, NetworkAddress, Timestamp};

use crate::{
    CommandHandler,
    ports::{Published, Reachability, Unavailable},
};

/// Tell the directory where this device can be reached.
#[derive(Debug)]
pub struct Announce {
    /// Where it listens.
    pub address: NetworkAddress,
    /// Until when to believe it.
    pub expires: Timestamp,
}

/// Carries out [`Announce`].
pub struct AnnounceHandler {
    /// This device.
    pub device: DeviceAddress,
    /// The directory's.
    pub reachability: Arc<dyn Reachability>,
}

impl CommandHandler<Announce> for AnnounceHandler {
    type Error = Unavailable;

    async fn handle(&self, Announce { address, expires }: Announce) -> Result<(), Unavailable> {
        self.reachability.publish(&self.device, &Published { address, expires }).await
    }
}
