use async_trait::async_trait;
use causerie_chat::{Address, Conversation, RoomId, Timestamp};
use causerie_files::FileId;

/// Tells those who watch this device that something changed, and what to look at again. It carries no content, so that whoever
/// missed some of it has missed nothing: what changed is in the store.
pub trait Events: Send + Sync {
    /// Something changed. It never blocks.
    fn tell(&self, event: Event);
}

/// What was told through [`Events`].
#[async_trait]
pub trait EventLog: Send + Sync {
    /// What was told behind `after` (nothing: from now on), at least one; waits until there is. Some may be missing.
    async fn behind(&self, after: Option<EventNumber>) -> Happened;

    /// The latest one.
    fn latest(&self) -> EventNumber;

    /// Since when this device has had all that was in its mailbox; nothing if it has not, as far as it knows.
    fn synced(&self) -> Option<Timestamp>;

    /// Whether the directory said, in this run, that this device was revoked: it is not taken back.
    fn is_revoked(&self) -> bool;
}

/// Where an event stands: those of one run of a peer have ascending numbers; another run begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventNumber {
    /// When the run began, in milliseconds since 1970.
    pub run: u64,
    /// Which one of the run, from 1 on.
    pub number: u64,
}

/// Some events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Whether there were others before them that are not known any more: look at everything again.
    pub gap: bool,
    /// In their order.
    pub events: Vec<(EventNumber, Event)>,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// There is something new in a conversation, or something in it was read.
    Conversation(Conversation),
    /// Who is in a room, what they may do there, or what it is called may have changed.
    Room(RoomId),
    /// Something on its way to a person or a room has come further, or was held up.
    Delivery(Conversation),
    /// Something came from a person that could not be opened.
    Unopened(Address),
    /// A person is writing something. That alone is not in the store: whoever misses it has missed little.
    Typing(Address),
    /// Whether a person is there, or how, has changed.
    Presence(Address),
    /// Somebody asks to be accepted, or how a person stands has changed.
    Contact(Address),
    /// History has come further from another device of this person, or was held up.
    History,
    /// A file that is fetched has come further, or stands in another way.
    File(FileId),
    /// All that was in the mailbox has come.
    Synced(Timestamp),
    /// The directory cannot be heard any more: there may be something in the mailbox.
    Behind,
    /// The directory said that this device was taken away from its person.
    Revoked,
}
