use causerie_chat::RoomId;

use super::{following::RoomFollowing, live::NotEntered};
use crate::ports::{Event, KnownRoom, RoomNotKept, RoomStanding, Unavailable};

impl RoomFollowing {
    /// Takes this device for out of a room from now on, because its person leaves; out of the room's keys others let it go. Again changes nothing.
    pub(in crate::peer) async fn go(&self, room: RoomId) -> Result<(), NotEntered> {
        let mut entered = self.live.enter(room).await?;
        if !entered.is_member() {
            entered.leave(false);
            return Ok(());
        }
        let mut known = KnownRoom { standing: RoomStanding::Gone, ..entered.known().clone() };
        // Whoever lets this person go does so in the next epoch at the earliest.
        known.departures.note(self.own.account_key, entered.group().epoch() + 1);
        match self.rooms.update(&known, None, None).await {
            Ok(()) => {}
            Err(RoomNotKept::Unavailable(cause)) => return Err(cause.into()),
            Err(not) => return Err(Unavailable::new(not).into()),
        }
        entered.goes_on(known);
        entered.leave(false);
        self.events.tell(Event::Conversation(room.into()));
        Ok(())
    }
}
