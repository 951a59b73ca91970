//! Alice's device, and what another one of hers gives it.

use causerie_chat::{DeliveryState, Message, Path, View};
use causerie_contracts::{
    ALICE, BOB, CAROL, PeerStore, Store, address, at, device, message, person,
};
use causerie_usecases::ports::{Cursor, Entry, HistoryTransfer};

pub(crate) const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

/// Alice's other device, with which a transfer is as far as its own doing goes.
pub(crate) fn transfer() -> HistoryTransfer {
    HistoryTransfer::new(device("d2", ALICE))
}

pub(crate) fn past(message: Message, state: DeliveryState) -> Entry {
    let changed_at = message.sent_at;
    Entry { cursor: Cursor(0), message, changed_at, state, view: View::default() }
}

pub(crate) fn bob_said(n: u8) -> Message {
    message(n, BOB, ALICE, &format!("bob {n}"))
}

pub(crate) fn to_bob(n: u8) -> Message {
    message(n, ALICE, BOB, &format!("to bob {n}"))
}

pub(crate) async fn recalls(peer: &PeerStore, entries: Vec<Entry>) {
    peer.recollection.begin(&transfer()).await.unwrap();
    peer.recollection.recall(Vec::new(), entries, &transfer()).await.unwrap();
}

/// Alice's device, where Bob and Carol said something since it is there.
pub(crate) async fn scene(store: Store) -> PeerStore {
    let peer = store.peer();
    peer.contacts.remember(&person(ALICE, 9, &[("d1", 91), ("d2", 92)])).await.unwrap();
    peer.contacts.remember(&person(BOB, 1, &[("d1", 11)])).await.unwrap();
    peer.contacts.remember(&person(CAROL, 2, &[("d1", 21)])).await.unwrap();
    peer.hears(&[bob_said(50), message(51, CAROL, ALICE, "carol 51")], at(60)).await;
    peer
}

pub(crate) async fn said(peer: &PeerStore, with: &str) -> Vec<Entry> {
    peer.history.conversation(&address(with).into(), Cursor(0), 1_000).await.unwrap()
}

/// The numbers of what was said with somebody, in its order.
pub(crate) async fn numbers(peer: &PeerStore, with: &str) -> Vec<u8> {
    said(peer, with).await.iter().map(|entry| entry.message.id.as_bytes()[0]).collect()
}

pub(crate) async fn state(peer: &PeerStore, of: &Message) -> DeliveryState {
    peer.history.message(&of.author, of.id).await.unwrap().unwrap().state
}

pub(crate) async fn all(peer: &PeerStore) -> Vec<u8> {
    let mut all = peer.chronicle.latest(None, 1_000).await.unwrap();
    all.reverse();
    all.iter().map(|entry| entry.message.id.as_bytes()[0]).collect()
}
