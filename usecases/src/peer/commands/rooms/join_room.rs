use std::sync::Arc;

use causerie_chat::{Address, MessageId, RoomId, Ruling, Standing, Timestamp, TraceContext};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        Choosing,
        rooms::{NotAsked, OpenInvitations, RoomWishing, Wanted},
    },
    ports::{
        GroupRefused, Identities, Invited, RoomBook, RoomStanding, RoomWish, RoomWishBook,
        Unavailable,
    },
};

/// Come into a room that this person was invited into: whoever invited is asked to take this device in, which is once one of their devices is there.
#[derive(Debug)]
pub struct JoinRoom {
    /// The id of the message that asks, minted by the caller.
    pub id: MessageId,
    /// Which room.
    pub room: RoomId,
    /// By whose invitation; the latest, if nobody's is said.
    pub by: Option<Address>,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What it draws from.
    pub randomness: Randomness,
}

/// Carries out [`JoinRoom`]. The same again within [`JoinRoomHandler::PATIENCE_MILLIS`] changes nothing; who is in already asks nobody.
pub struct JoinRoomHandler {
    /// Knows the rooms.
    pub book: Arc<dyn RoomBook>,
    /// Knows what was asked for.
    pub wish_book: Arc<dyn RoomWishBook>,
    /// Knows who invited.
    pub open: Arc<OpenInvitations>,
    /// Knows how whoever invited stands.
    pub identities: Arc<dyn Identities>,
    /// Has them be a contact.
    pub choosing: Arc<Choosing>,
    /// Asks.
    pub wishing: Arc<RoomWishing>,
}

impl JoinRoomHandler {
    /// After how long the same person is asked again: an hour.
    pub const PATIENCE_MILLIS: u64 = 60 * 60 * 1_000;
}

impl CommandHandler<JoinRoom> for JoinRoomHandler {
    type Error = JoinError;

    async fn handle(&self, command: JoinRoom) -> Result<(), JoinError> {
        let JoinRoom { id, room, by, at, trace, randomness } = command;
        let here = self.book.known(room).await?;
        if here.is_some_and(|it| it.standing == RoomStanding::Member) {
            return Ok(());
        }
        let invitations = self.open.all().await?.into_iter();
        let mut invitations = invitations.filter(|it| it.invitation.room == room);
        let found = invitations.find(|it| by.as_ref().is_none_or(|by| it.by == *by));
        let Invited { by, message, invitation, .. } = found.ok_or(JoinError::NotInvited)?;
        // What was asked is on its way, and another package would be of no use to whoever takes this device in with the first.
        let wishes = self.wish_book.wishes().await?;
        let is_asked = |it: &RoomWish| {
            let since = at.millis().saturating_sub(it.at.millis());
            it.invitation == invitation && it.of == by && since < Self::PATIENCE_MILLIS
        };
        if wishes.iter().any(is_asked) {
            return Ok(());
        }
        // Whoever is written to is a contact.
        let standing = self.identities.standing(&by).await?;
        if !standing.is_some_and(Standing::is_accepted) {
            self.choosing.choose(&by.clone().into(), Ruling::Accept.choices(), at).await?;
        }
        let (id, message) = (Some(id), Some(message));
        let wanted = Wanted { id, invitation, of: by, by: message, at, trace, randomness };
        Ok(self.wishing.ask(wanted).await?)
    }
}

/// Why nobody was asked.
#[derive(Debug, Error)]
pub enum JoinError {
    /// Nobody has invited this person into that room, or not the one who was named, or not since they went from it.
    #[error("nobody has invited you into that room")]
    NotInvited,
    /// Whoever invited has no device any more that is known here.
    #[error("there is nobody to ask")]
    NobodyThere,
    /// Another message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// What others add this device with cannot be made.
    #[error("it cannot be asked for: {0}")]
    NotMade(GroupRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotAsked> for JoinError {
    fn from(not: NotAsked) -> Self {
        match not {
            NotAsked::Nobody => Self::NobodyThere,
            NotAsked::IdInUse => Self::IdInUse,
            NotAsked::NotMade(refused) => Self::NotMade(refused),
            NotAsked::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
