use std::sync::Arc;

use causerie_chat::{
    Cause, RoomCharter, RoomDepartures, RoomId, RoomKind, RoomName, RoomPlace, RoomTrail, Timestamp,
};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{OwnIdentity, rooms::LiveRooms},
    ports::{
        Doorbell, Event, Events, Fresh, GroupRefused, KnownRoom, NotFounded, RoomDesk, RoomKeys,
        RoomNotKept, RoomStanding, Rooms, Unavailable,
    },
};

/// Make a private room with nobody in it but this device.
#[derive(Debug)]
pub struct CreateRoom {
    /// Minted by the caller: 16 random bytes.
    pub room: RoomId,
    /// What it is called.
    pub name: RoomName,
    /// When.
    pub at: Timestamp,
    /// What the step draws from.
    pub randomness: Randomness,
}

/// Carries out [`CreateRoom`].
pub struct CreateRoomHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Makes the room.
    pub live: Arc<LiveRooms>,
    /// Keeps it.
    pub rooms: Arc<dyn Rooms>,
    /// Begins its log: the directory.
    pub desk: Arc<dyn RoomDesk>,
    /// Wakes whoever tells this person's other devices.
    pub bell: Arc<dyn Doorbell>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<CreateRoom> for CreateRoomHandler {
    type Error = CreateRoomError;

    async fn handle(&self, command: CreateRoom) -> Result<(), CreateRoomError> {
        let room = command.room;
        // It is kept before the directory hears of it, so that a log that was begun has somebody who can go on with it.
        let known = match self.live.book.known(room).await? {
            Some(known) if known.standing != RoomStanding::Unconfirmed => return Ok(()),
            Some(known) => known,
            None => self.made(command).await?,
        };
        self.desk.found(room, known.kind, None).await?;
        let known = KnownRoom { standing: RoomStanding::Member, ..known };
        match self.rooms.update(&known, None, None).await {
            // Somebody else did.
            Ok(()) | Err(RoomNotKept::Stale | RoomNotKept::AlreadyHere) => {}
            Err(RoomNotKept::Unavailable(cause)) => return Err(cause.into()),
        }
        self.bell.ring();
        self.events.tell(Event::Conversation(room.into()));
        Ok(())
    }
}

impl CreateRoomHandler {
    async fn made(&self, command: CreateRoom) -> Result<KnownRoom, CreateRoomError> {
        let CreateRoom { room, name, at, randomness } = command;
        let (kind, host) = (RoomKind::Private, self.own.device.person.domain.clone());
        let charter = RoomCharter::new(kind, host.clone(), name.clone(), self.own.account_key);
        let fresh = Fresh { entropy: randomness.bytes(&*self.own.provider, b"room"), at };
        let keep = self.live.groups.create(room, &charter, fresh)?.keep()?;
        let standing = RoomStanding::Unconfirmed;
        let known = KnownRoom {
            id: room,
            kind,
            host,
            name,
            place: RoomPlace(0),
            standing,
            departures: RoomDepartures::default(),
            trail: RoomTrail::default(),
            keys: RoomKeys::fresh(at, 0),
            version: 0,
        };
        match self.rooms.add(&known, keep).await {
            Ok(()) | Err(RoomNotKept::AlreadyHere | RoomNotKept::Stale) => Ok(known),
            Err(RoomNotKept::Unavailable(cause)) => Err(cause.into()),
        }
    }
}

/// Why a room was not made.
#[derive(Debug, Error)]
pub enum CreateRoomError {
    /// Another room has that id.
    #[error("another room has that id")]
    IdInUse,
    /// This person has made as many rooms as the directory lets them.
    #[error("the directory takes no more rooms of this person")]
    TooMany,
    /// The directory refuses it.
    #[error("the directory refuses: {0}")]
    Refused(Cause),
    /// It could not be made.
    #[error("the room cannot be made: {0}")]
    NotMade(#[from] GroupRefused),
    /// The directory does not answer; the same command again goes on with it.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotFounded> for CreateRoomError {
    fn from(not: NotFounded) -> Self {
        match not {
            NotFounded::IdInUse => Self::IdInUse,
            NotFounded::TooMany => Self::TooMany,
            NotFounded::WrongInfo => Self::Refused(Cause::MALFORMED),
            NotFounded::UnknownDevice => Self::Refused(Cause::UNKNOWN_DEVICE),
            NotFounded::Refused(cause) => Self::Refused(cause),
            NotFounded::Unavailable(cause) => Self::DirectoryUnreachable(cause),
        }
    }
}
