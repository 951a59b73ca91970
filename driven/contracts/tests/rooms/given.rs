//! Alice's device in a room with Bob, who has two devices, and Carol.

use causerie_chat::{
    Body, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Message, Path, RoomId, Sealed,
    Timestamp,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, Store, address, addressed, at, device, in_room, known_room,
    person, room, room_keep,
};
use causerie_usecases::ports::{
    Cursor, Entry, HeardInRoom, NotHeard, NotSaid, Outcome, RoomStep, SaidInRoom,
};

pub(crate) const HERE: u8 = 1;
pub(crate) const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
pub(crate) const MAILBOX: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

pub(crate) fn here() -> RoomId {
    room(HERE)
}

/// A peer that knows them all, and is in rooms 1 and 2.
pub(crate) async fn scene(store: Store) -> RoomStore {
    let store = store.rooms();
    let own = [("d1", 91), ("d2", 92)];
    store.peer.contacts.remember(&person(ALICE, 9, &own)).await.unwrap();
    store.peer.contacts.remember(&person(BOB, 1, &[("d1", 11), ("d2", 12)])).await.unwrap();
    store.peer.contacts.remember(&person(CAROL, 2, &[("d1", 21)])).await.unwrap();
    for n in [HERE, 2] {
        store.rooms.add(&known_room(room(n)), room_keep(Some(n), n)).await.unwrap();
    }
    store
}

/// The devices of the others, and another one of Alice's.
pub(crate) fn members() -> Vec<DeviceAddress> {
    vec![device("d1", BOB), device("d2", BOB), device("d1", CAROL), device("d2", ALICE)]
}

pub(crate) fn alice_says(n: u8) -> Message {
    in_room(n, ALICE, here(), &format!("alice {n}"))
}

pub(crate) fn bob_says(n: u8) -> Message {
    in_room(n, BOB, here(), &format!("bob {n}"))
}

pub(crate) fn body() -> Sealed {
    Sealed::try_from(vec![0xbb; 300]).unwrap()
}

pub(crate) fn step(version: u64) -> RoomStep {
    RoomStep { room: here(), version, keep: None }
}

pub(crate) fn said(message: &Message, to: &[DeviceAddress]) -> SaidInRoom {
    let envelopes = to.iter().map(|to| addressed(message, to)).collect();
    SaidInRoom { message: message.clone(), sealed: body(), envelopes, step: step(0) }
}

pub(crate) async fn say(store: &RoomStore, message: &Message) -> Result<(), NotSaid> {
    store.mail.say(said(message, &members())).await
}

/// `message` as its author's first device brings it, directly.
pub(crate) fn heard(message: &Message) -> HeardInRoom {
    let recipient = device("d1", ALICE);
    let id = EnvelopeId::of(message.id, &recipient);
    HeardInRoom {
        message: message.clone(),
        from: device("d1", &message.author.to_string()),
        envelope: Envelope { id, recipient, sealed: body() },
        step: RoomStep { room: message.recipient.room().unwrap(), version: 0, keep: None },
        path: Path::Direct,
        at: at(50),
        is_told: true,
        fellows: Vec::new(),
        readers: vec![address(BOB), address(CAROL)],
        leaves: (message.body == Body::Leaving).then_some(3),
    }
}

/// What Alice's other device says, as it comes here.
pub(crate) fn copy(message: &Message) -> HeardInRoom {
    HeardInRoom { from: device("d2", ALICE), ..heard(message) }
}

pub(crate) async fn hear(store: &RoomStore, message: &Message) -> Result<(), NotHeard> {
    store.mail.hear(heard(message)).await
}

pub(crate) async fn settle(store: &RoomStore, of: &Message, to: &DeviceAddress, fate: Outcome) {
    let fate = vec![(EnvelopeId::of(of.id, to), fate)];
    store.peer.outbox.settle(to, fate, now()).await.unwrap();
}

pub(crate) async fn entry(store: &RoomStore, of: &Message) -> Option<Entry> {
    store.peer.history.message(&of.author, of.id).await.unwrap()
}

pub(crate) async fn state(store: &RoomStore, of: &Message) -> DeliveryState {
    entry(store, of).await.unwrap().state
}

pub(crate) async fn conversation(store: &RoomStore, room: RoomId) -> Vec<Message> {
    let entries = store.peer.history.conversation(&room.into(), Cursor(0), 100).await.unwrap();
    entries.into_iter().map(|entry| entry.message).collect()
}

/// How many bodies of rooms lie in the file.
pub(crate) fn bodies(store: &RoomStore) -> i64 {
    let db = rusqlite::Connection::open(store.file.as_ref().unwrap()).unwrap();
    db.query_row("SELECT count(*) FROM room_sealed", [], |row| row.get(0)).unwrap()
}

pub(crate) fn now() -> Timestamp {
    at(60)
}
