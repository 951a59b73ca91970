use std::sync::Arc;

use causerie_chat::{DeviceAddress, Envelope, Path, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::rooms::{Arrival, RoomHearing},
    ports::NotTaken,
};

/// Take envelopes of rooms that another device brings or left in the mailbox, and keep what is said in them.
#[derive(Debug)]
pub struct HearInRooms {
    /// Who brings them, as its credential has it.
    pub sender: DeviceAddress,
    /// What it brings ([`causerie_chat::SealedInRoom`]).
    pub envelopes: Vec<Envelope>,
    /// By which way.
    pub path: Path,
    /// When.
    pub at: Timestamp,
    /// What following a room draws from.
    pub randomness: Randomness,
}

/// Carries out [`HearInRooms`]. Once it returns, what it did not refuse is durable, and what it did is kept for inspection.
pub struct HearInRoomsHandler {
    /// Opens and keeps it.
    pub hearing: Arc<RoomHearing>,
}

impl CommandHandler<HearInRooms> for HearInRoomsHandler {
    type Error = NotTaken;

    async fn handle(&self, command: HearInRooms) -> Result<(), NotTaken> {
        let HearInRooms { sender, envelopes, path, at, randomness } = command;
        let arrival = Arrival { from: &sender, path, at };
        let refused = self.hearing.hear(arrival, envelopes, &randomness).await?;
        if refused.is_empty() { Ok(()) } else { Err(NotTaken::Refused(refused)) }
    }
}
