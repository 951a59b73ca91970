use causerie_chat::{Address, RoomId, RoomInvitation, Timestamp};
use causerie_session::Randomness;

use super::follow_rooms::{FollowRoomsHandler, invitation};
use crate::{
    peer::rooms::{NotAsked, Wanted},
    ports::{KnownRoom, RoomWish, Unavailable},
};

/// Asks to be taken in, by itself.
impl FollowRoomsHandler {
    /// Asks to be taken into a room again that this device has lost.
    pub(super) async fn ask_back(
        &self,
        known: &KnownRoom,
        at: Timestamp,
        randomness: Randomness,
    ) -> Result<(), Unavailable> {
        if !self.is_to_be_asked(known.id, at).await? {
            return Ok(());
        }
        let wishes = self.wish_book.wishes().await?;
        let asked = wishes.iter().find(|wish| wish.invitation.room == known.id).map(|it| &it.of);
        let Some(of) = self.lost.helper(known.id, asked).await? else { return Ok(()) };
        self.ask(invitation(known, 0), of, at, randomness).await
    }

    /// Asks to be taken into the rooms that other devices of this person said they are in.
    pub(super) async fn come_along(
        &self,
        at: Timestamp,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let own = &self.following.own;
        let me = &own.device.person;
        for invited in self.open.all().await? {
            let room = invited.invitation.room;
            if invited.by != *me || !self.is_to_be_asked(room, at).await? {
                continue;
            }
            let drawn = self.fork(randomness, b"room to come along to", room);
            self.ask(invited.invitation, me.clone(), at, drawn).await?;
        }
        Ok(())
    }

    /// Whether nobody was asked lately.
    async fn is_to_be_asked(&self, room: RoomId, at: Timestamp) -> Result<bool, Unavailable> {
        let wishes = self.wish_book.wishes().await?;
        let asked = wishes.into_iter().find(|wish: &RoomWish| wish.invitation.room == room);
        Ok(asked.is_none_or(|wish| {
            let since = at.millis().saturating_sub(wish.at.millis());
            // A clock that was set back does not make anybody wait longer.
            since >= Self::PATIENCE_MILLIS || wish.at > at
        }))
    }

    pub(super) async fn ask(
        &self,
        invitation: RoomInvitation,
        of: Address,
        at: Timestamp,
        randomness: Randomness,
    ) -> Result<(), Unavailable> {
        let wanted = Wanted { id: None, invitation, of, by: None, at, trace: None, randomness };
        match self.wishing.ask(wanted).await {
            Ok(()) | Err(NotAsked::Nobody | NotAsked::IdInUse) => Ok(()),
            Err(NotAsked::NotMade(refused)) => Err(Unavailable::new(refused)),
            Err(NotAsked::Unavailable(cause)) => Err(cause),
        }
    }
}
