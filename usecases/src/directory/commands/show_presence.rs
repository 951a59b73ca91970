use std::{convert::Infallible, sync::Arc};

use causerie_chat::{DeviceAddress, PresenceMark, SealedPresence};

use crate::{CommandHandler, ports::PresenceBoard};

/// Show who is there, in place of all that the device showed before.
#[derive(Debug)]
pub struct ShowPresence {
    /// The device, as its credential has it.
    pub by: DeviceAddress,
    /// Which of its lines says so.
    pub visit: u64,
    /// What it shows; of more than [`PresenceMark::MOST`] marks, the first ones.
    pub shown: Vec<(PresenceMark, SealedPresence)>,
}

/// Carries out [`ShowPresence`].
pub struct ShowPresenceHandler {
    /// Where it is shown.
    pub board: Arc<dyn PresenceBoard>,
}

impl CommandHandler<ShowPresence> for ShowPresenceHandler {
    type Error = Infallible;

    async fn handle(&self, command: ShowPresence) -> Result<(), Infallible> {
        let ShowPresence { by, visit, mut shown } = command;
        shown.truncate(PresenceMark::MOST);
        self.board.show(&by, visit, &shown);
        Ok(())
    }
}
