//! The peer's ports.

mod archive;
mod changes;
mod choices;
mod contacts;
mod early;
mod fetches;
mod history;
mod inbox;
mod lacking;
mod news;
mod offers;
mod outbox;
mod pending;
mod receipts;
mod recollection;
mod room_mail;
mod room_mutes;
mod room_receipts;
mod room_said;
mod room_wishes;
mod rooms;
mod search;
mod sessions;
mod shelf;
mod timers;
mod uploads;
mod whispers;

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    sync::Mutex,
};

use causerie_chat::{
    Address, Cause, Choice, Conversation, DeliveryState, DeviceAddress, EnvelopeId, Message,
    MessageId, MessageRef, Receipt, RoomDraft, RoomId, Sealed, Timer, Timestamp,
};
use causerie_session::SessionId;
use causerie_usecases::ports::{
    Addressed, HistoryTransfer, KeptRoom, KnownIdentity, Offer, PreKeySecret, Reached, Retry,
    ShelvedSigned, UnopenedEnvelope, Upload,
};

/// What a peer keeps, in memory.
pub struct MemoryPeer {
    me: Address,
    kept: Mutex<Kept>,
}

impl MemoryPeer {
    /// An empty one, of the person `me`.
    #[must_use]
    pub fn new(me: Address) -> Self {
        Self { me, kept: Mutex::default() }
    }
}

#[derive(Default)]
struct Kept {
    /// In the order they were kept; never removed, so an index names one for good.
    records: Vec<Record>,
    /// The index of each, by its place in the history: 1 and more as they came, 0 and less in front of that.
    order: BTreeMap<i64, usize>,
    /// Up to which place a conversation was read here.
    read_to: HashMap<Conversation, i64>,
    /// Who is not heard in which room until when, and by which decision.
    mutes: HashMap<(RoomId, Address), room_mutes::Decided>,
    /// How far history has come from another device.
    transfer: Option<HistoryTransfer>,
    /// The files that are offered, in the order they were.
    offers: Vec<Offer>,
    /// Those that are fetched, in the order they were begun.
    fetches: Vec<fetches::Coming>,
    /// Those that are at the directory as well, or are to be, in the order they were begun.
    uploads: Vec<Upload>,
    by_id: HashMap<(Address, MessageId), usize>,
    /// What changes a message, whether that is here or not.
    changes: HashMap<MessageRef, Vec<usize>>,
    timers: HashMap<Conversation, Timer>,
    /// What was decided about people, by kind, and when.
    chosen: HashMap<(Conversation, u8), (Timestamp, Choice)>,
    /// In the order they were queued.
    outbox: Vec<Queued>,
    retries: HashMap<DeviceAddress, Retry>,
    /// What was refused for good: the message, for which device, why and when.
    undeliverable: Vec<(usize, DeviceAddress, Cause, Timestamp)>,
    /// What was said of messages that are not here yet, the latest last.
    early: VecDeque<early::Early>,
    contacts: HashMap<Address, KnownIdentity>,
    sessions: HashMap<DeviceAddress, sessions::Kept>,
    /// Envelopes that were taken, and from whom; with the message that was in each, unless it was a receipt.
    taken: HashMap<(DeviceAddress, EnvelopeId), Option<MessageId>>,
    /// What is to be told.
    receipts: HashMap<DeviceAddress, Receipt>,
    /// In which rooms what is to be told was said.
    of_rooms: HashMap<DeviceAddress, room_receipts::OfRooms>,
    /// Who is not told what was delivered and read.
    untold: HashSet<Address>,
    /// The latest first.
    unopened: VecDeque<UnopenedEnvelope>,
    /// The newest first.
    signed: Vec<ShelvedSigned>,
    /// By number, with their generation.
    one_time: BTreeMap<u32, (u32, PreKeySecret)>,
    last_number: u32,
    /// In the order they came to be known.
    rooms: Vec<KeptRoom>,
    wishes: Vec<causerie_usecases::ports::RoomWish>,
    asks: Vec<causerie_usecases::ports::RoomAsk>,
    drafts: Vec<(RoomId, RoomDraft)>,
    /// How far what was said in rooms has come with each, by its index.
    reached: HashMap<usize, Vec<Reached>>,
    /// Sessions begun with keys of last resort, with their generation.
    begun: HashMap<SessionId, u32>,
}

struct Record {
    /// Where it stands.
    place: i64,
    message: Message,
    changed_at: Timestamp,
    state: DeliveryState,
    /// When it disappears: with what it changes, if that is here.
    expires_at: Option<Timestamp>,
    /// Whether it has.
    is_gone: bool,
}

struct Queued {
    to: Addressed,
    sealed: Option<Sealed>,
    cargo: Cargo,
    /// Whether it was sealed by a room.
    in_room: bool,
    /// Whether it lies in the recipient's mailbox.
    stored: bool,
    /// How often the recipient said that it could not open it.
    refusals: u32,
}

/// What is in an envelope.
#[derive(Clone, PartialEq, Eq)]
enum Cargo {
    /// Index of the message in the history.
    Message(usize),
    /// A message that is no part of a conversation.
    Receipt(Box<Message>),
}

impl Kept {
    /// What its author said under the id of `message` before, or nothing.
    fn known(&self, message: &Message) -> Option<&Message> {
        let index = self.by_id.get(&(message.author.clone(), message.id))?;
        self.records.get(*index).map(|record| &record.message)
    }

    /// Appends to the history, and carries out what it changes. Where it stands.
    fn append(&mut self, message: Message, changed_at: Timestamp, state: DeliveryState) -> i64 {
        let place = self.order.last_key_value().map_or(1, |(last, _)| last + 1);
        self.put(place, message, changed_at, state);
        place
    }

    /// Adds to the history at a place that is free, and carries out what it changes. Its index.
    fn put(
        &mut self,
        place: i64,
        message: Message,
        changed_at: Timestamp,
        state: DeliveryState,
    ) -> usize {
        let index = self.records.len();
        self.by_id.insert((message.author.clone(), message.id), index);
        self.order.insert(place, index);
        let expires_at = message.expires_at;
        let is_gone = false;
        self.records.push(Record { place, message, changed_at, state, expires_at, is_gone });
        self.take_effect(index);
        index
    }
}
