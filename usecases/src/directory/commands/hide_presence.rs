use std::{convert::Infallible, sync::Arc};

use causerie_chat::DeviceAddress;

use crate::{CommandHandler, ports::PresenceBoard};

/// Show nothing of a device any more: it said so, or its line ended a while ago and no other came.
#[derive(Debug)]
pub struct HidePresence {
    /// The device.
    pub by: DeviceAddress,
    /// Which of its lines.
    pub visit: u64,
}

/// Carries out [`HidePresence`].
pub struct HidePresenceHandler {
    /// Where it was shown.
    pub board: Arc<dyn PresenceBoard>,
}

impl CommandHandler<HidePresence> for HidePresenceHandler {
    type Error = Infallible;

    async fn handle(&self, HidePresence { by, visit }: HidePresence) -> Result<(), Infallible> {
        self.board.hide(&by, visit);
        Ok(())
    }
}
