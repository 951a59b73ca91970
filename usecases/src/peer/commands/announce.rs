use std::sync::Arc;

use causerie_chat::{DeviceAddress, NetworkAddress};

use crate::{
    CommandHandler,
    ports::{Announcements, NotAnnounced},
};

/// Tell the directory where this device can be reached.
#[derive(Debug)]
pub struct Announce {
    /// Where it listens.
    pub address: NetworkAddress,
    /// For how long to believe it, in milliseconds.
    pub time_to_live: u64,
}

/// Carries out [`Announce`].
pub struct AnnounceHandler {
    /// This device.
    pub device: DeviceAddress,
    /// The directory's.
    pub announcements: Arc<dyn Announcements>,
}

impl CommandHandler<Announce> for AnnounceHandler {
    type Error = NotAnnounced;

    async fn handle(&self, command: Announce) -> Result<(), NotAnnounced> {
        self.announcements.announce(&self.device, &command.address, command.time_to_live).await
    }
}
