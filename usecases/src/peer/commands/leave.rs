use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    CommandHandler,
    ports::{Announcements, Beacons, Unavailable},
};

/// Tell the directory, and the networks that this device is on, that it goes away.
#[derive(Debug)]
pub struct Leave;

/// Carries out [`Leave`].
pub struct LeaveHandler {
    /// This device.
    pub device: DeviceAddress,
    /// The directory's.
    pub announcements: Arc<dyn Announcements>,
    /// The networks'.
    pub beacons: Arc<dyn Beacons>,
}

impl CommandHandler<Leave> for LeaveHandler {
    type Error = Unavailable;

    async fn handle(&self, Leave: Leave) -> Result<(), Unavailable> {
        let hidden = self.beacons.hide().await;
        self.announcements.retract(&self.device).await?;
        hidden
    }
}
