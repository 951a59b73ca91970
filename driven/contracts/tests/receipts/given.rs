//! Alice's peer, which hears from others what became of what she sent, and tells them what became of theirs.

use std::sync::Arc;

use causerie_chat::{
    Body, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path, Receipt,
    Sealed,
};
use causerie_contracts::{
    ALICE, BOB, PeerStore, Plain, Reading, address, at, device, message, person, received,
};
use causerie_usecases::ports::NotTaken;

pub(crate) fn bob() -> DeviceAddress {
    device("d1", BOB)
}

/// Bob's message number `n`.
pub(crate) fn from_bob(n: u8) -> Message {
    message(n, BOB, ALICE, "hello")
}

/// Alice's message number `n` to Bob.
pub(crate) fn to_bob(n: u8) -> Message {
    message(n, ALICE, BOB, "hello")
}

pub(crate) fn ids(messages: &[Message]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
}

/// The envelope that brings Alice's message number `n` to Bob's device.
pub(crate) fn envelope_to_bob(n: u8) -> EnvelopeId {
    EnvelopeId::of(to_bob(n).id, &bob())
}

/// Noise of Bob's, in the envelope of his message number `n`.
pub(crate) fn noise(n: u8) -> Envelope {
    Envelope { sealed: Sealed::try_from(vec![0xFF; 9]).unwrap(), ..received(&from_bob(n)) }
}

/// Takes what Bob's device brings by that way.
pub(crate) async fn takes(
    peer: &PeerStore,
    path: Path,
    envelopes: Vec<Envelope>,
) -> Result<(), NotTaken> {
    peer.inbox.take(&bob(), envelopes, Arc::new(Reading::default()), path, at(9)).await
}

/// Knows Bob by these devices.
pub(crate) async fn knows_bob(peer: &PeerStore, devices: &[(&str, u8)]) {
    peer.contacts.remember(&person(BOB, 1, devices)).await.unwrap();
}

/// Has what is to be told to a device written as message number `n`, in an envelope that can be read.
pub(crate) async fn writes(peer: &PeerStore, to: &DeviceAddress, n: u8) {
    peer.outbox.seal(to, Arc::new(Plain(1))).await.unwrap();
    let id = message(n, ALICE, BOB, "-").id;
    peer.receipts.send_receipts(to, id, Arc::new(Plain(1)), at(20)).await.unwrap();
}

/// The receipts that wait for a device.
pub(crate) async fn written(peer: &PeerStore, to: &DeviceAddress) -> Vec<Receipt> {
    let batch = peer.pending.waiting(to, false, 100, usize::MAX).await.unwrap();
    let said = batch.sealed.iter().map(|sent| Message::decode(sent.envelope.sealed.as_bytes()));
    let receipts = said.filter_map(|message| match message.unwrap().body {
        Body::Receipt(receipt) => Some(receipt),
        _ => None,
    });
    receipts.collect()
}

/// What Bob's device tells, as his message number `n`.
pub(crate) async fn bob_tells(peer: &PeerStore, n: u8, receipt: Receipt) {
    tells(peer, &bob(), n, receipt, 30).await;
}

/// What a device tells, as message number `n` of its person.
pub(crate) async fn tells(
    peer: &PeerStore,
    from: &DeviceAddress,
    n: u8,
    receipt: Receipt,
    seconds: u64,
) {
    let author = from.person.to_string();
    let said = Message { body: Body::Receipt(receipt), ..message(n, &author, ALICE, "-") };
    let opening = Arc::new(Reading::default());
    let envelopes = vec![received(&said)];
    peer.inbox.take(from, envelopes, opening, Path::Mailbox, at(seconds)).await.unwrap();
}

pub(crate) async fn state(peer: &PeerStore, n: u8) -> DeliveryState {
    state_since(peer, n).await.0
}

/// The state of Alice's message to Bob, and how many seconds into the story it became so.
pub(crate) async fn state_since(peer: &PeerStore, n: u8) -> (DeliveryState, u64) {
    let entry = peer.history.message(&address(ALICE), to_bob(n).id).await.unwrap().unwrap();
    (entry.state, (entry.changed_at.millis() - at(0).millis()) / 1_000)
}

pub(crate) fn delivered(messages: &[Message]) -> Receipt {
    Receipt { delivered: ids(messages), ..Receipt::default() }
}

pub(crate) fn read(messages: &[Message]) -> Receipt {
    Receipt { read: ids(messages), ..Receipt::default() }
}
