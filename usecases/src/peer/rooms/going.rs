use causerie_chat::RoomId;

use super::{following::RoomFollowing, live::NotEntered};
use crate::ports::{Event, KnownRoom, RoomNotKept, RoomStanding, Unavailable};

impl RoomFollowing {
    /// Takes this device for leaving a room, as `standing` says, or for out of it. Again changes nothing, nor does less than there was.
    pub(in crate::peer) async fn go(
        &self,
        room: RoomId,
        standing: RoomStanding,
    ) -> Result<(), NotEntered> {
        let mut entered = self.live.enter(room).await?;
        let is_new = standing == RoomStanding::Gone || !entered.known().standing.leaves();
        let is_said =
            standing == RoomStanding::Left && entered.known().standing == RoomStanding::Leaving;
        if !entered.is_member() || !(is_new || is_said) {
            entered.leave(false);
            return Ok(());
        }
        let me = &self.own.device.person;
        let members = entered.members().map_err(Unavailable::new)?;
        // Where nobody else is, there is nobody to let this person go.
        let is_alone = members.iter().all(|it| it.device.person == *me);
        let is_over = is_alone && standing == RoomStanding::Left;
        let standing = if is_over { RoomStanding::Gone } else { standing };
        let mut known = KnownRoom { standing, ..entered.known().clone() };
        // Whoever lets this person go does so in the next epoch at the earliest. By what invited them before, they do not come back.
        known.departures.note(self.own.account_key, entered.group().epoch() + 1);
        let is_over = standing == RoomStanding::Gone;
        let draft = if is_over { None } else { self.live.book.draft(room).await? };
        match self.rooms.update(&known, None, draft).await {
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
