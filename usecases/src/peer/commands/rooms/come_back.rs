use causerie_chat::{RoomKind, Timestamp};
use causerie_session::Randomness;

use super::{JoinPublicRoom, JoinPublicRoomHandler, NotJoinedPublic};
use crate::{
    CommandHandler,
    ports::{KnownRoom, RoomStanding, Unavailable},
};

impl JoinPublicRoomHandler {
    /// Comes into the public channel anew, where this device has lost it, or its operator had it begin anew: nobody has to be asked for that.
    pub(super) async fn come_back(
        &self,
        known: &[KnownRoom],
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let is_in = |it: &&KnownRoom| {
            it.kind == RoomKind::Public
                && matches!(it.standing, RoomStanding::Member | RoomStanding::Lost)
        };
        let mut public = known.iter().filter(is_in).peekable();
        if public.peek().is_none() {
            return Ok(());
        }
        let Some(channel) = self.public.public_channel().await? else { return Ok(()) };
        if public.all(|it| it.id == channel.room && it.standing == RoomStanding::Member) {
            return Ok(());
        }
        let own = &self.following.own;
        let randomness = randomness.fork(&*own.provider, b"public channel");
        match self.handle(JoinPublicRoom { at, randomness }).await {
            Err(
                NotJoinedPublic::DirectoryUnreachable(cause) | NotJoinedPublic::Unavailable(cause),
            ) => Err(cause),
            // It is tried again at the next round; who is banned has nothing to come back to.
            Ok(()) | Err(_) => Ok(()),
        }
    }
}
