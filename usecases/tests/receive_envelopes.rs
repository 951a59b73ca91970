//! Receiving envelopes from another device.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Body, Cause, DeliveryState, Envelope, EnvelopeId, Message, Path, Sealed, Timestamp,
};
use causerie_memory::MemoryPeer;
use causerie_usecases::{
    CommandHandler,
    peer::commands::{ReceiveEnvelopes, ReceiveEnvelopesError, ReceiveEnvelopesHandler},
    ports::{Cursor, Entry, History, Inbox, Incoming, NotReceived, Unavailable},
};
use given::{address, at, device, envelope, message, message_id};
use rstest::rstest;

struct Bob {
    store: Arc<MemoryPeer>,
    receive: ReceiveEnvelopesHandler,
}

fn bob() -> Bob {
    let store = Arc::new(MemoryPeer::new(address("bob")));
    let receive = ReceiveEnvelopesHandler { device: device("bob"), inbox: store.clone() };
    Bob { store, receive }
}

fn from_alice(envelopes: Vec<Envelope>) -> ReceiveEnvelopes {
    ReceiveEnvelopes { sender: device("alice"), envelopes, at: at(9) }
}

impl Bob {
    async fn kept(&self) -> Vec<Entry> {
        self.store.conversation(&address("alice"), Cursor::default(), 100).await.unwrap()
    }

    async fn has(&self) -> Vec<Message> {
        self.kept().await.into_iter().map(|entry| entry.message).collect()
    }
}

fn id(n: u8) -> EnvelopeId {
    EnvelopeId::of(message_id(n), &device("bob"))
}

fn refused(outcome: Result<(), ReceiveEnvelopesError>) -> Vec<(EnvelopeId, Cause)> {
    let refused = match outcome.unwrap_err() {
        ReceiveEnvelopesError::Refused(refused) => Some(refused),
        ReceiveEnvelopesError::Unavailable(_) => None,
    };
    refused.unwrap()
}

#[tokio::test]
async fn what_arrives_is_kept_in_the_order_it_was_brought() {
    let bob = bob();
    let messages = [3, 1, 2].map(|n| message(n, "alice", "bob"));

    bob.receive.handle(from_alice(messages.iter().map(envelope).collect())).await.unwrap();

    assert_eq!(bob.has().await, messages);
    let first = bob.kept().await.remove(0);
    assert_eq!((first.changed_at, first.state), (at(9), DeliveryState::Delivered(Path::Direct)));
}

#[tokio::test]
async fn what_is_brought_again_is_taken_and_kept_once() {
    let bob = bob();
    let messages = [1, 2].map(|n| message(n, "alice", "bob"));
    bob.receive.handle(from_alice(vec![envelope(&messages[0])])).await.unwrap();

    let again = [&messages[0], &messages[1], &messages[1]].map(envelope);
    bob.receive.handle(from_alice(again.into())).await.unwrap();

    assert_eq!(bob.has().await, messages);
}

#[tokio::test]
async fn no_envelopes_at_all_are_taken() {
    let bob = bob();

    bob.receive.handle(from_alice(Vec::new())).await.unwrap();

    assert!(bob.kept().await.is_empty());
}

#[tokio::test]
async fn an_envelope_for_another_device_or_without_a_message_is_refused() {
    let bob = bob();
    let elsewhere =
        Envelope { recipient: device("carol"), ..envelope(&message(1, "alice", "bob")) };
    let noise = Sealed::try_from(vec![0xFF; 9]).unwrap();
    let empty = Envelope { id: id(2), recipient: device("bob"), sealed: noise };

    let outcome = bob.receive.handle(from_alice(vec![elsewhere, empty])).await;

    assert_eq!(refused(outcome), [(id(1), Cause::WRONG_RECIPIENT), (id(2), Cause::MALFORMED)]);
    assert!(bob.kept().await.is_empty());
}

#[tokio::test]
async fn an_envelope_for_another_device_of_the_same_person_is_refused() {
    let bob = bob();
    let second = "d2.bob.peers.example.org".parse().unwrap();
    let elsewhere = Envelope { recipient: second, ..envelope(&message(1, "alice", "bob")) };

    let outcome = bob.receive.handle(from_alice(vec![elsewhere])).await;

    assert_eq!(refused(outcome), [(id(1), Cause::WRONG_RECIPIENT)]);
    assert!(bob.kept().await.is_empty());
}

#[rstest]
#[case::that_claims_another_author("carol", "bob", Cause::SENDER_MISMATCH)]
#[case::that_claims_to_be_from_its_reader("bob", "bob", Cause::SENDER_MISMATCH)]
#[case::meant_for_somebody_else("alice", "carol", Cause::WRONG_RECIPIENT)]
#[tokio::test]
async fn t03_a_message_is_refused_and_those_beside_it_are_kept(
    #[case] author: &str,
    #[case] recipient: &str,
    #[case] why: Cause,
) {
    let bob = bob();
    let sealed = Sealed::try_from(message(2, author, recipient).encode()).unwrap();
    let forged = Envelope { id: id(2), recipient: device("bob"), sealed };
    let good = [1, 3].map(|n| message(n, "alice", "bob"));

    let envelopes = vec![envelope(&good[0]), forged, envelope(&good[1])];
    let outcome = bob.receive.handle(from_alice(envelopes)).await;

    assert_eq!(refused(outcome), [(id(2), why)]);
    assert_eq!(bob.has().await, good);
    assert_eq!(bob.store.conversations().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_author_who_uses_an_id_twice_is_refused_and_the_first_message_stays() {
    let bob = bob();
    let first = message(1, "alice", "bob");
    let other = Message { body: Body::Text("other".parse().unwrap()), ..first.clone() };

    let outcome = bob.receive.handle(from_alice([&first, &other].map(envelope).into())).await;

    assert_eq!(refused(outcome), [(id(1), Cause::ID_IN_USE)]);
    assert_eq!(bob.has().await, [first]);
}

/// Cannot keep anything.
struct Full;

#[async_trait]
impl Inbox for Full {
    async fn keep(&self, _: Vec<Incoming>, _: Timestamp) -> Result<(), NotReceived> {
        Err(Unavailable::new("the disk is full").into())
    }
}

#[tokio::test]
async fn if_the_store_fails_no_envelope_is_refused_for_good() {
    let receive = ReceiveEnvelopesHandler { device: device("bob"), inbox: Arc::new(Full) };
    let envelopes = [message(1, "alice", "bob"), message(2, "carol", "bob")];

    let outcome = receive.handle(from_alice(envelopes.iter().map(envelope).collect())).await;

    assert!(matches!(outcome, Err(ReceiveEnvelopesError::Unavailable(_))));
}
