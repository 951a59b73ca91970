//! Receiving envelopes from another device.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{
    Body, Cause, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Introduction, Message, Path,
    Sealed,
};
use causerie_memory::NotifyDoorbell;
use causerie_session::{IdentitySecret, Randomness, RustCrypto, Session};
use causerie_usecases::{
    CommandHandler,
    peer::{
        OwnIdentity, TypingPace, TypingWatch,
        commands::{ReceiveEnvelopes, ReceiveEnvelopesError, ReceiveEnvelopesHandler},
    },
    ports::{Cursor, EventLog, History},
};
use given::{
    address, at, device, envelope_id,
    forger::{Forger, honest, party_name, seals, seals_bytes},
    full::Filling,
    message, message_id,
    party::{Party, numbers, refused},
    secrets,
    world::{World, world},
};
use rstest::rstest;

/// Bob, and a session that Alice has begun with him.
async fn scene() -> (World, Party, Session) {
    let world = world();
    let (_alice, bob) = (world.registers("alice").await, world.joins("bob").await);
    let bundle = world.directory.bundle(device("alice"), device("bob")).await;
    (world, bob, honest("alice").begins(bundle, "bob"))
}

/// Envelopes to Bob with those messages.
fn envelopes(mut session: Session, messages: &[Message]) -> Vec<Envelope> {
    let mut envelopes = Vec::new();
    for message in messages {
        let (next, sealed) = seals(session, message);
        let id = EnvelopeId::of(message.id, &device("bob"));
        envelopes.push(Envelope { id, recipient: device("bob"), sealed });
        session = next;
    }
    envelopes
}

fn messages(numbers: impl IntoIterator<Item = u16>) -> Vec<Message> {
    numbers.into_iter().map(|n| message(n, "alice", "bob")).collect()
}

#[tokio::test]
async fn what_arrives_is_kept_in_the_order_it_was_brought() {
    let (_world, bob, session) = scene().await;
    let mut sealed = envelopes(session, &messages([1, 2, 3]));
    sealed.rotate_right(1);

    bob.receives("alice", sealed).await.unwrap();

    assert_eq!(bob.conversation("alice").await, messages([3, 1, 2]));
    let page =
        bob.store.conversation(&address("alice").into(), Cursor::default(), 1).await.unwrap();
    let expected = (at(5), DeliveryState::Delivered(Path::Direct));
    assert_eq!((page[0].changed_at, page[0].state.clone()), expected);
}

#[tokio::test]
async fn what_is_brought_again_is_taken_and_kept_once() {
    let (_world, bob, session) = scene().await;
    let sealed = envelopes(session, &messages([1, 2]));
    bob.receives("alice", vec![sealed[0].clone()]).await.unwrap();

    let again = [0, 1, 1].map(|index| sealed[index].clone());
    bob.receives("alice", again.into()).await.unwrap();

    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
}

#[tokio::test]
async fn no_envelopes_at_all_are_taken() {
    let (_world, bob, _session) = scene().await;

    bob.receives("alice", Vec::new()).await.unwrap();

    assert!(bob.conversation("alice").await.is_empty());
}

#[rstest]
#[case::of_somebody_else("d1.carol.peers.example.org")]
#[case::of_the_same_person("d2.bob.peers.example.org")]
#[tokio::test]
async fn an_envelope_for_another_device_is_refused(#[case] recipient: DeviceAddress) {
    let (_world, bob, session) = scene().await;
    let sealed = envelopes(session, &messages([1]));
    let elsewhere = Envelope { recipient, ..sealed[0].clone() };

    let outcome = bob.receives("alice", vec![elsewhere]).await;

    assert_eq!(refused(outcome), [(envelope_id(1, "bob"), Cause::WRONG_RECIPIENT)]);
    assert!(bob.conversation("alice").await.is_empty());
}

#[rstest]
#[case::nothing(&[])]
#[case::noise(&[0xFF; 9])]
#[case::much_noise(&[0x01; 2_000])]
#[tokio::test]
async fn an_envelope_with_nothing_sealed_in_it_is_refused(#[case] bytes: &[u8]) {
    let (_world, bob, _session) = scene().await;
    let sealed = Sealed::try_from(bytes.to_vec()).unwrap();
    let empty = Envelope { id: envelope_id(1, "bob"), recipient: device("bob"), sealed };

    let outcome = bob.receives("alice", vec![empty]).await;

    assert_eq!(refused(outcome), [(envelope_id(1, "bob"), Cause::CANNOT_OPEN)]);
    assert!(bob.conversation("alice").await.is_empty());
}

#[rstest]
#[case::that_is_no_message(causerie_chat::pad(b"hello".to_vec()))]
#[case::that_is_a_message_without_padding(message(1, "alice", "bob").encode())]
#[tokio::test]
async fn sealed_content_that_is_no_padded_message_is_refused(#[case] text: Vec<u8>) {
    let (_world, bob, session) = scene().await;
    let (_, sealed) = seals_bytes(session, &text);
    let strange = Envelope { id: envelope_id(1, "bob"), recipient: device("bob"), sealed };

    let outcome = bob.receives("alice", vec![strange]).await;

    assert_eq!(refused(outcome), [(envelope_id(1, "bob"), Cause::MALFORMED)]);
    assert!(bob.conversation("alice").await.is_empty());
}

#[rstest]
#[case::that_claims_another_author("carol", "bob", Cause::SENDER_MISMATCH)]
#[case::that_claims_to_be_from_its_reader("bob", "bob", Cause::SENDER_MISMATCH)]
#[case::meant_for_somebody_else("alice", "carol", Cause::WRONG_RECIPIENT)]
#[tokio::test]
async fn t03_t26_a_message_is_refused_and_those_beside_it_are_kept(
    #[case] author: &str,
    #[case] recipient: &str,
    #[case] why: Cause,
    #[values(1, 2, 3)] forged: u16,
) {
    let (_world, bob, session) = scene().await;
    let mut said = messages([1, 2, 3]);
    said[usize::from(forged) - 1] = message(forged, author, recipient);

    let outcome = bob.receives("alice", envelopes(session, &said)).await;

    let good = [1, 2, 3].into_iter().filter(|n| *n != forged);
    assert_eq!(refused(outcome), [(envelope_id(forged, "bob"), why)]);
    assert_eq!(bob.heard("alice").await, numbers(good));
    assert_eq!(bob.store.conversations().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_author_who_uses_an_id_twice_changes_nothing_and_the_first_message_stays() {
    let (_world, bob, session) = scene().await;
    let first = message(1, "alice", "bob");
    let other = Message { body: Body::Text("other".parse().unwrap()), ..first.clone() };

    bob.receives("alice", envelopes(session, &[first.clone(), other])).await.unwrap();

    assert_eq!(bob.conversation("alice").await, [first]);
}

#[tokio::test]
async fn two_authors_may_use_the_same_id() {
    let (world, bob, session) = scene().await;
    bob.receives("alice", envelopes(session, &messages([1]))).await.unwrap();

    let theirs = Message { id: message_id(1), ..message(2, "carol", "bob") };
    let bundle = world.directory.bundle(device("carol"), device("bob")).await;
    let sealed = envelopes(honest("carol").begins(bundle, "bob"), &[theirs]);
    bob.receives("carol", sealed).await.unwrap();

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(bob.heard("carol").await, numbers([2]));
}

#[rstest]
#[case::the_same("number 1", &[])]
#[case::something_else("other", &[Cause::ID_IN_USE])]
#[tokio::test]
async fn an_authors_second_device_may_bring_a_message_again_but_no_other_under_its_id(
    #[case] text: &str,
    #[case] causes: &[Cause],
) {
    let (world, bob, session) = scene().await;
    bob.receives("alice", envelopes(session, &messages([1]))).await.unwrap();
    let body = Body::Text(text.parse().unwrap());
    let said = Message { body, ..message(1, "alice", "bob") };
    let sender: DeviceAddress = "d2.alice.peers.example.org".parse().unwrap();
    let own = secrets("alice-2").1;
    let forger = Forger {
        identity: IdentitySecret::of_seed(&RustCrypto, own.seed()),
        name: party_name("alice", &sender),
        introduction: Introduction::sign(sender.clone(), &secrets("alice").0, &own).encode(&[]),
    };
    let bundle = world.directory.bundle(sender.clone(), device("bob")).await;

    let envelopes = envelopes(forger.begins(bundle, "bob"), &[said]);
    let command =
        ReceiveEnvelopes { sender, envelopes, at: at(9), randomness: Randomness::new([9; 32]) };
    let outcome = refused(bob.peer.receive_envelopes.handle(command).await);

    assert_eq!(outcome.into_iter().map(|(_, cause)| cause).collect::<Vec<_>>(), causes);
    assert_eq!(bob.conversation("alice").await, messages([1]));
}

#[tokio::test]
async fn if_the_store_fails_no_envelope_is_refused_for_good() {
    let (_world, bob, session) = scene().await;
    let (account, own) = secrets("bob");
    let introduction = Introduction::sign(device("bob"), &account, &own);
    let own = OwnIdentity::new(device("bob"), &own, &introduction, Arc::new(RustCrypto));
    let receive = ReceiveEnvelopesHandler {
        own: Arc::new(own),
        door: bob.peer.door.clone(),
        inbox: Arc::new(Filling { inner: bob.store.clone(), room: 0.into() }),
        hearing: bob.peer.receive_envelopes.hearing.clone(),
        rooms_bell: Arc::new(NotifyDoorbell::default()),
        doorbell: Arc::new(NotifyDoorbell::default()),
        receipts_bell: Arc::new(NotifyDoorbell::default()),
        typing: TypingWatch {
            identities: bob.store.clone(),
            events: bob.events.clone(),
            pace: TypingPace::new(TypingWatch::EVERY),
        },
        events: bob.events.clone(),
    };
    let mark = bob.events.latest();
    let envelopes = envelopes(session, &messages([1, 2]));

    let command = ReceiveEnvelopes {
        sender: device("alice"),
        envelopes,
        at: at(9),
        randomness: Randomness::new([9; 32]),
    };
    let outcome = receive.handle(command).await;

    assert!(matches!(outcome, Err(ReceiveEnvelopesError::Unavailable(_))));
    assert_eq!(bob.told_since(mark).await, []);
}
