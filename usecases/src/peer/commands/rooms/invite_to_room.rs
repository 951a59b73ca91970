use std::sync::Arc;

use causerie_chat::{
    Address, Body, Message, MessageId, Person, RoomId, RoomInvitation, RoomRole, Ruling, Timestamp,
    TraceContext,
};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        Choosing, OwnIdentity,
        fan_out::other_devices,
        find::{Finder, Found, NotFound},
        rooms::{LiveRooms, NotEntered, RoomPost},
    },
    ports::{
        Contacts, Event, Events, GroupRefused, History, Identities, NotQueued, People, Unavailable,
    },
};

/// Say to somebody that they may come into a room: they do if they want to, and whoever they ask then takes them in.
#[derive(Debug)]
pub struct InviteToRoom {
    /// The id of the message that says so, minted by the caller.
    pub id: MessageId,
    /// Into which room.
    pub room: RoomId,
    /// Whom.
    pub who: Address,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`InviteToRoom`]. The same again changes nothing, also where the room has changed since. This person's other devices learn of it too: any of them may be asked.
pub struct InviteToRoomHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Has the room.
    pub live: Arc<LiveRooms>,
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows everybody.
    pub people: Arc<dyn People>,
    /// Remembers whom the directory found.
    pub contacts: Arc<dyn Contacts>,
    /// Has one who is invited be a contact.
    pub choosing: Arc<Choosing>,
    /// Knows what was sent before.
    pub history: Arc<dyn History>,
    /// Sends the invitation.
    pub post: Arc<RoomPost>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<InviteToRoom> for InviteToRoomHandler {
    type Error = InviteError;

    async fn handle(&self, command: InviteToRoom) -> Result<(), InviteError> {
        let InviteToRoom { id, room, who, at, trace, randomness } = command;
        let invitation = self.invitation(room, &who).await?;
        let person = self.find(&who, at).await?;
        let message = Message {
            id,
            author: self.own.device.person.clone(),
            recipient: who.into(),
            sent_at: at,
            body: Body::Invitation(Box::new(invitation)),
            reply_to: None,
            expires_at: None,
        };
        let others = other_devices(&self.own, &*self.identities).await?;
        let to = person.addressees().chain(others).collect::<Vec<_>>();
        match self.post.send(&message, to, trace.as_ref(), randomness).await {
            // The room may have changed since it was sent.
            Err(NotQueued::IdInUse) if self.was_sent(&message).await? => Ok(()),
            sent => Ok(sent?),
        }
    }
}

impl InviteToRoomHandler {
    /// What is said of the room, if this person may take others in and that one is not in it.
    async fn invitation(&self, room: RoomId, who: &Address) -> Result<RoomInvitation, InviteError> {
        let mut entered = self.live.enter(room).await?;
        let (is_member, known) = (entered.stays(), entered.known().clone());
        let group = entered.group();
        let (epoch, charter, members) = (group.epoch(), group.charter(), group.members());
        entered.leave(false);
        if !is_member {
            return Err(InviteError::NotAMember);
        }
        if members?.iter().any(|it| it.device.person == *who) {
            return Err(InviteError::AlreadyIn);
        }
        let charter = charter?;
        if charter.role(&self.own.account_key) < RoomRole::Admin {
            return Err(InviteError::NotEntitled);
        }
        if who.domain != charter.host {
            return Err(InviteError::UnknownDomain);
        }
        let (kind, host, name) = (charter.kind, charter.host, charter.name);
        Ok(RoomInvitation { room: known.id, kind, host, name, epoch })
    }

    /// Whether that id is of an invitation of the same person into the same room.
    async fn was_sent(&self, message: &Message) -> Result<bool, Unavailable> {
        let room = |it: &Message| match &it.body {
            Body::Invitation(invitation) => Some(invitation.room),
            _ => None,
        };
        let sent = self.history.message(&message.author, message.id).await?;
        Ok(sent.is_some_and(|it| {
            it.message.recipient == message.recipient && room(&it.message) == room(message)
        }))
    }

    /// Whoever is invited is a contact: what they ask for then is heard.
    async fn find(&self, who: &Address, at: Timestamp) -> Result<Person, InviteError> {
        let finder = Finder {
            own: &self.own,
            identities: &*self.identities,
            people: &*self.people,
            contacts: &*self.contacts,
        };
        let Found { person, is_contact } = finder.find(who).await?;
        if !is_contact {
            self.choosing.choose(&who.clone().into(), Ruling::Accept.choices(), at).await?;
            self.events.tell(Event::Contact(who.clone()));
        }
        Ok(person)
    }
}

/// Why somebody was not invited. Nothing is sent then.
#[derive(Debug, Error)]
pub enum InviteError {
    /// The room is not known here.
    #[error("there is no such room here")]
    NoSuchRoom,
    /// This device is not in it, or not any more.
    #[error("this device is not in the room")]
    NotAMember,
    /// Only admins and owners take others in.
    #[error("only admins and owners take others into the room")]
    NotEntitled,
    /// They are in it.
    #[error("they are in the room already")]
    AlreadyIn,
    /// Nobody has that name.
    #[error("the directory knows nobody by that name")]
    UnknownPerson,
    /// They are not of the directory that has the room.
    #[error("that domain is not the room's")]
    UnknownDomain,
    /// They are new to this device, and the directory, which may know them, does not answer.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// Their account key is not the one this device knew.
    #[error("their account key has changed")]
    IdentityChanged,
    /// They are blocked.
    #[error("they are blocked")]
    Blocked,
    /// Another message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// What was kept of the room cannot be read.
    #[error("the room cannot be read: {0}")]
    Broken(#[from] GroupRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotEntered> for InviteError {
    fn from(not: NotEntered) -> Self {
        match not {
            NotEntered::NoSuchRoom => Self::NoSuchRoom,
            NotEntered::Broken(refused) => Self::Broken(refused),
            NotEntered::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotFound> for InviteError {
    fn from(not: NotFound) -> Self {
        match not {
            NotFound::Unknown => Self::UnknownPerson,
            NotFound::UnknownDomain => Self::UnknownDomain,
            NotFound::DirectoryUnreachable(cause) => Self::DirectoryUnreachable(cause),
            NotFound::IdentityChanged => Self::IdentityChanged,
            NotFound::Blocked => Self::Blocked,
            NotFound::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotQueued> for InviteError {
    fn from(not: NotQueued) -> Self {
        match not {
            NotQueued::IdInUse => Self::IdInUse,
            NotQueued::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
