use async_trait::async_trait;
use causerie_chat::{
    Address, Cause, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path,
    RoomEpoch, RoomId, Sealed, Timestamp,
};
use thiserror::Error;

use super::{Addressed, GroupKeep, Unavailable};

/// Keeps what is said in rooms together with the room it was sealed or opened in. A room is one live [`super::Group`], so it is the caller who seals
/// and opens; and because each step of it counts once, nothing is kept unless the room is still in the version that the step was taken from.
#[async_trait]
pub trait RoomMail: Send + Sync {
    /// Keeps a message of this person as queued, its envelopes, which all carry the same `sealed`, and the room, all or nothing, and durably once it
    /// returns. The same message again changes nothing; without envelopes it is sealed anew, and those that are still here carry that from then on. What it changes here, it changes in the same step, as [`super::Outbox::enqueue`] has it; envelopes for
    /// devices that were taken away are left out too.
    ///
    /// The envelopes are [`super::Pending`] like all others. But no envelope comes after another: members open what is said in any order. One that its
    /// recipient cannot open is sent again as it is, since the recipient may not know yet of a change in the room; the sessions
    /// with it are as good as before. Refused `<dyn super::Outbox>::PATIENCE` times, it has failed. What is sealed goes when its last envelope does.
    async fn say(&self, said: SaidInRoom) -> Result<(), NotSaid>;

    /// Keeps what was opened, and the room, in one step. An envelope that was taken before changes nothing, nor does a message its author sent before. What
    /// changes a message and what has expired is taken as [`super::Inbox::take`] has it, and so is what is fleeting. What two tell each other about themselves
    /// (devices, questions) is refused here.
    ///
    /// What a [`causerie_chat::Receipt`] says is done as [`super::Inbox::take`] does it, but only to what this person said in that room and its author was to have:
    /// what was seen or decided counts for nothing here, nor does what is said of anything else. It is no part of the conversation, and nobody is told of it.
    ///
    /// What is refused is kept for inspection, as [`RoomMail::refuse`] does, and the room too: its step was taken.
    async fn hear(&self, heard: HeardInRoom) -> Result<(), NotHeard>;

    /// Keeps an envelope that could not be opened for inspection, as [`super::Inbox::take`] does with one that it refuses: its sender is told, where it came by
    /// way of the mailbox. One who is no contact is told so in the room that it is of ([`super::DueInRooms`]), of at most [`causerie_chat::Receipt::MOST`] at a time.
    /// Sessions are left alone.
    async fn refuse(
        &self,
        from: &DeviceAddress,
        envelope: &Envelope,
        cause: &Cause,
        path: Path,
        at: Timestamp,
    ) -> Result<(), Unavailable>;

    /// Notes that an envelope came again that was taken before: by way of the mailbox it may have been put there because its sender heard nothing the first
    /// time, and is told now, as [`RoomMail::hear`] does. One that was not taken changes nothing.
    async fn hear_again(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        path: Path,
    ) -> Result<(), Unavailable>;
}

/// What became of it.
#[async_trait]
pub trait RoomNews: Send + Sync {
    /// How far a message of this person has come with each who is to have it, by name. [`super::Entry::state`] is what it has reached with all
    /// ([`DeliveryState::of_all`]). None if it is not here, or was not said in a room.
    async fn reached(&self, message: MessageId) -> Result<Vec<Reached>, Unavailable>;

    /// The message of this person that an envelope to a device carries, if that was said in a room and the envelope is still here.
    async fn said_in(
        &self,
        to: &DeviceAddress,
        id: EnvelopeId,
    ) -> Result<Option<Message>, Unavailable>;

    /// Whether an envelope was taken: it is not to be opened again then, which would be refused.
    async fn was_taken(&self, from: &DeviceAddress, id: EnvelopeId) -> Result<bool, Unavailable>;

    /// How much of what this device said in a room has not come to everybody there.
    async fn on_its_way(&self, room: RoomId) -> Result<OnItsWay, Unavailable>;

    /// The devices in whose mailboxes something of that lies, as far as is known here, at most 1,000.
    async fn in_mailboxes(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable>;
}

/// Envelopes of a room that nobody has answered for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnItsWay {
    /// Of these, such as are nowhere but here.
    pub here: u64,
    /// Such as lie in the mailboxes of those they are for.
    pub in_mailboxes: u64,
}

impl OnItsWay {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// A step that was taken in a room.
#[derive(Debug)]
pub struct RoomStep {
    /// Which room.
    pub room: RoomId,
    /// From which [`super::KnownRoom::version`] it was taken.
    pub version: u64,
    /// What is to be kept of the room; the version goes up by one then, and stays otherwise.
    pub keep: Option<GroupKeep>,
}

/// What this person says in a room.
#[derive(Debug)]
pub struct SaidInRoom {
    /// It; its recipient is the room.
    pub message: Message,
    /// The same for all members.
    pub sealed: Sealed,
    /// One for each of their devices, this person's others too.
    pub envelopes: Vec<Addressed>,
    /// The sealing.
    pub step: RoomStep,
}

/// What a member said in a room. That its author is the member who sealed it, and that the envelope's id follows from it, is for the caller to have checked.
#[derive(Debug)]
pub struct HeardInRoom {
    /// It; its recipient is the room.
    pub message: Message,
    /// Which device brought it.
    pub from: DeviceAddress,
    /// In which envelope.
    pub envelope: Envelope,
    /// The opening.
    pub step: RoomStep,
    /// By which way it came.
    pub path: Path,
    /// When.
    pub at: Timestamp,
    /// Whether its author is told that it came, as [`super::Inbox::take`] does.
    pub is_told: bool,
    /// The other devices of its author in the room, which are told too where nothing else is known of them ([`super::RoomReceipts`]).
    pub fellows: Vec<DeviceAddress>,
    /// The people in the room besides this one: where another device of this person said it, what they say of it moves it forward.
    pub readers: Vec<Address>,
    /// The epoch in which its author says that they leave the room ([`Body::Leaving`](causerie_chat::Body::Leaving)), if they do: that is kept as what they ask
    /// for ([`super::Asked::Out`]).
    pub leaves: Option<RoomEpoch>,
}

/// How far a message has come with one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Whom.
    pub who: Address,
    /// How far.
    pub state: DeliveryState,
    /// Since when.
    pub at: Timestamp,
}

/// Why something said was not queued. Nothing is kept then.
#[derive(Debug, Error)]
pub enum NotSaid {
    /// A different message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// The room is not here, or was kept in another version meanwhile.
    #[error("the room was kept in another version")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why something that was opened was not taken.
#[derive(Debug, Error)]
pub enum NotHeard {
    /// It was refused for that; its envelope is kept for inspection.
    #[error("refused: {0}")]
    Refused(Cause),
    /// The room is not here, or was kept in another version meanwhile; nothing is kept.
    #[error("the room was kept in another version")]
    Stale,
    /// The store failed; nothing is kept.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
