use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    CommandHandler,
    ports::{Announcements, Unavailable},
};

/// Tell the directory that this device goes away.
#[derive(Debug)]
pub struct Leave;

/// Carries out [`Leave`].
pub struct LeaveHandler {
    /// This device.
    pub device: DeviceAddress,
    /// The directory's.
    pub announcements: Arc<dyn Announcements>,
}

impl CommandHandler<Leave> for LeaveHandler {
    type Error = Unavailable;

    async fn handle(&self, Leave: Leave) -> Result<(), Unavailable> {
        self.announcements.retract(&self.device).await
    }
}
