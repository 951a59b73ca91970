//! Alice's first device, her second, and Bob's two.

use std::sync::Arc;

use causerie_chat::{
    Address, Body, DeliveryState, DeviceAddress, Envelope, Message, MessageId, Path, Receipt,
};
use causerie_contracts::{
    ALICE, BOB, PeerStore, Plain, Reading, Store, address, at, device, message, person, received,
};
use causerie_usecases::ports::{Cursor, NotTaken};

pub(crate) const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
pub(crate) const BY_MAILBOX: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

pub(crate) fn bob(id: &str) -> DeviceAddress {
    device(id, BOB)
}

pub(crate) fn alice(id: &str) -> DeviceAddress {
    device(id, ALICE)
}

pub(crate) fn to_bob(n: u8) -> Message {
    message(n, ALICE, BOB, "hello")
}

pub(crate) fn from_bob(n: u8) -> Message {
    message(n, BOB, ALICE, "hello")
}

/// Alice's first device, which knows her second one, and both of Bob's.
pub(crate) async fn scene(store: Store) -> PeerStore {
    let peer = store.peer();
    peer.contacts.remember(&person(ALICE, 9, &[("d1", 91), ("d2", 92)])).await.unwrap();
    peer.contacts.remember(&person(BOB, 1, &[("d1", 11), ("d2", 12)])).await.unwrap();
    peer
}

/// Takes what a device brings.
pub(crate) async fn takes(
    peer: &PeerStore,
    from: &DeviceAddress,
    said: &Message,
    path: Path,
) -> Result<(), NotTaken> {
    let envelopes: Vec<Envelope> = vec![received(said)];
    peer.inbox.take(from, envelopes, Arc::new(Reading::default()), path, at(40)).await
}

/// Somebody who is not known writes, and says who they are.
pub(crate) async fn asks(peer: &PeerStore, who: &str) {
    let meets = Some(person(who, 5, &[("d1", 51)]));
    let opening = Arc::new(Reading { meets, ..Reading::default() });
    let envelopes = vec![received(&message(70, who, ALICE, "hello"))];
    peer.inbox.take(&device("d1", who), envelopes, opening, Path::Mailbox, at(45)).await.unwrap();
}

/// Takes what a device tells, as message number `n` of its person.
pub(crate) async fn hears(peer: &PeerStore, from: &DeviceAddress, n: u8, receipt: Receipt) {
    let author = from.person.to_string();
    let said = Message { body: Body::Receipt(receipt), ..message(n, &author, ALICE, "-") };
    takes(peer, from, &said, Path::Direct).await.unwrap();
}

pub(crate) async fn states(peer: &PeerStore, with: &str) -> Vec<(MessageId, DeliveryState)> {
    let said = peer.history.conversation(&address(with).into(), Cursor(0), 2_000).await.unwrap();
    said.into_iter().map(|entry| (entry.message.id, entry.state)).collect()
}

pub(crate) async fn state(peer: &PeerStore, author: &str, id: MessageId) -> Option<DeliveryState> {
    let author: Address = address(author);
    peer.history.message(&author, id).await.unwrap().map(|entry| entry.state)
}

/// What is to be told to a device.
pub(crate) async fn told(peer: &PeerStore, to: &DeviceAddress, n: u8) -> Vec<Receipt> {
    peer.outbox.seal(to, Arc::new(Plain(1))).await.unwrap();
    let id = message(n, ALICE, BOB, "-").id;
    peer.receipts.send_receipts(to, id, Arc::new(Plain(1)), at(50)).await.unwrap();
    let batch = peer.pending.waiting(to, false, 100, usize::MAX).await.unwrap();
    let said = batch.sealed.iter().map(|sent| Message::decode(sent.envelope.sealed.as_bytes()));
    let receipts = said.filter_map(|message| match message.unwrap().body {
        Body::Receipt(receipt) => Some(receipt),
        _ => None,
    });
    receipts.collect()
}
