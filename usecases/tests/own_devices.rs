//! What one device of a person has of another of theirs, and whom it believes that.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod given;

use causerie_chat::{
    AccountSecret, Body, Cause, DeliveryState, Device, Envelope, EnvelopeId, Introduction, Message,
    Path, Receipt,
};
use causerie_usecases::{
    QueryHandler,
    peer::{
        DevicesNotKnown,
        commands::SendMessageError,
        queries::{ReadConversation, Why},
    },
    ports::{Cursor, Event, EventLog, Identities},
};
use given::{
    address, device,
    devices::{alice_and_bob, person_with, settle},
    forger::{Forger, honest, seals},
    message, message_id,
    party::{Party, refused},
    person_with_keys, secrets,
    world::{World, world},
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
const BY_MAILBOX: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

#[tokio::test]
async fn what_another_device_sent_is_there_as_sent_and_says_who_delivers_it() {
    let (world, alices, _bobs) = alice_and_bob(2, 1).await;
    world.leaves("bob").await;
    let mark = alices[1].events.latest();

    alices[0].says(1, "bob").await;
    alices[0].delivers("d2.alice").await;

    let expected = (message_id(1), address("alice"), DeliveryState::Queued);
    assert_eq!(alices[1].entries("bob").await, [expected]);
    assert_eq!(alices[1].why_cause(1).await, Some(Cause::SENT_ELSEWHERE));
    let told = alices[1].told_since(mark).await;
    assert!(told.contains(&Event::Conversation(address("bob").into())), "{told:?}");
}

#[tokio::test]
async fn what_its_reader_says_of_it_moves_it_forward_at_every_device_of_its_author() {
    let (_world, alices, bobs) = alice_and_bob(2, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;

    let delivered = (alices[0].state(1).await, alices[1].state(1).await);
    bobs[1].reads("alice").await;
    settle(&[&alices, &bobs]).await;

    assert_eq!(delivered, (DIRECT, BY_MAILBOX));
    for alice in &alices {
        assert_eq!(alice.state(1).await, DeliveryState::Read, "{}", alice.name);
        assert_eq!(alice.why_at(1).await, []);
    }
}

#[rstest]
#[case::that_it_came(false, BY_MAILBOX)]
#[case::that_it_was_read(true, DeliveryState::Read)]
#[tokio::test]
async fn what_its_reader_says_before_the_copy_is_here_counts_when_it_comes(
    #[case] reads: bool,
    #[case] state: DeliveryState,
) {
    let (_world, alices, bobs) = alice_and_bob(2, 1).await;
    alices[0].says(1, "bob").await;
    alices[0].delivers("bob").await;
    if reads {
        bobs[0].reads("alice").await;
    }
    bobs[0].writes_receipts().await;
    bobs[0].delivers("d2.alice").await;
    assert_eq!(alices[1].entries("bob").await, []);

    alices[0].delivers("d2.alice").await;

    assert_eq!(alices[1].state(1).await, state);
}

#[tokio::test]
async fn what_is_read_at_one_device_is_read_at_the_others() {
    let (_world, alices, bobs) = alice_and_bob(1, 3).await;
    alices[0].says(1, "bob").await;
    alices[0].says(2, "bob").await;
    settle(&[&alices, &bobs]).await;
    let mark = bobs[1].events.latest();

    bobs[0].reads("alice").await;
    settle(&[&alices, &bobs]).await;

    for bob in &bobs {
        let states = bob.entries("alice").await.into_iter().map(|(.., state)| state);
        let states: Vec<_> = states.collect();
        assert_eq!(states, [DeliveryState::Read, DeliveryState::Read], "{}", bob.name);
    }
    let told = bobs[1].told_since(mark).await;
    assert!(told.contains(&Event::Conversation(address("alice").into())), "{told:?}");
}

#[tokio::test]
async fn what_was_read_elsewhere_before_it_came_is_read_when_it_comes() {
    let (_world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    alices[0].delivers("bob").await;
    bobs[0].reads("alice").await;
    bobs[0].writes_receipts().await;
    bobs[0].delivers("d2.bob").await;

    alices[0].delivers("d2.bob").await;

    let expected = (message_id(1), address("alice"), DeliveryState::Read);
    assert_eq!(bobs[1].entries("alice").await, [expected]);
}

#[tokio::test]
async fn what_was_read_elsewhere_is_not_told_to_its_author_again() {
    let (_world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;
    bobs[0].reads("alice").await;
    settle(&[&alices, &bobs]).await;

    bobs[1].reads("alice").await;

    assert!(!bobs[1].has_receipts().await);
}

/// Bob at his first device, Alice's two, and what brings a message sealed by hand from one device to another.
async fn by_hand(
    forger: &Forger,
    from: &str,
    to: &Party,
    world: &World,
    message: &Message,
) -> Option<Cause> {
    let bundle = world.directory.bundle(device(from), device(&to.name)).await;
    let with = to.name.as_str();
    let (_, sealed) = seals(forger.begins(bundle, with), message);
    let id = EnvelopeId::of(message.id, &device(with));
    let envelope = Envelope { id, recipient: device(with), sealed };
    refused(to.receives(from, vec![envelope]).await).into_iter().map(|(_, cause)| cause).next()
}

#[rstest]
#[case::one_of_somebody_else_to_this_person("d2.alice", "bob", "alice")]
#[case::one_of_somebody_else_to_somebody_else("d2.alice", "bob", "carol")]
#[case::one_of_this_person_that_somebody_else_brings("bob", "alice", "carol")]
#[tokio::test]
async fn t03_nobody_brings_what_another_is_said_to_have_written(
    #[case] from: &str,
    #[case] author: &str,
    #[case] recipient: &str,
) {
    let (world, alices, _bobs) = alice_and_bob(2, 1).await;

    let forged = message(1, author, recipient);
    let cause = by_hand(&honest(from), from, &alices[0], &world, &forged).await;

    assert_eq!(cause, Some(Cause::SENDER_MISMATCH));
    for with in ["alice", "bob", "carol"] {
        assert_eq!(alices[0].entries(with).await, []);
    }
}

#[tokio::test]
async fn what_somebody_else_wrote_to_a_third_is_not_taken() {
    let (world, alices, _bobs) = alice_and_bob(2, 1).await;

    let stray = message(1, "bob", "carol");
    let cause = by_hand(&honest("bob"), "bob", &alices[0], &world, &stray).await;

    assert_eq!(cause, Some(Cause::WRONG_RECIPIENT));
}

#[tokio::test]
async fn a_receipt_to_somebody_else_is_no_copy() {
    let (world, alices, _bobs) = alice_and_bob(2, 1).await;

    let body = Body::Receipt(Receipt::default());
    let stray = Message { body, ..message(1, "alice", "bob") };
    let cause = by_hand(&honest("d2.alice"), "d2.alice", &alices[0], &world, &stray).await;

    assert_eq!(cause, Some(Cause::WRONG_RECIPIENT));
}

#[rstest]
#[case::before_anything_is_known_of_oneself(false)]
#[case::and_when_the_own_devices_are_known(true)]
#[tokio::test]
async fn t04_a_device_that_goes_by_ones_name_and_was_not_taken_on_is_nobody(#[case] knows: bool) {
    let world = world();
    let alice = world.joins("alice").await;
    if knows {
        alice.learns_devices().await.unwrap();
    }
    // A directory that signs credentials for anybody, and another account that takes the device on.
    let (account, own) = (AccountSecret::from_seed(&[99; 32]), secrets("d2.alice").1);
    let introduction = Introduction::sign(device("d2.alice"), &account, &own).encode(&[]);
    let honest = honest("d2.alice");
    let name = [&account.public().as_bytes()[..], &honest.name[32..]].concat();
    let mallory = Forger { name, introduction, ..honest };

    let copy = message(1, "alice", "bob");
    let cause = by_hand(&mallory, "d2.alice", &alice, &world, &copy).await;

    assert_eq!(cause, Some(Cause::SENDER_MISMATCH));
    assert_eq!(alice.entries("bob").await, []);
    let known = alice.store.identity(&address("alice")).await.unwrap();
    assert_eq!(known.is_some(), knows);
    assert!(known.is_none_or(|it| it.person.devices.len() == 1 && it.offered.is_none()));
}

#[tokio::test]
async fn t49_only_devices_that_the_account_signed_are_learned() {
    let (world, alices, _bobs) = alice_and_bob(1, 1).await;
    let mut told = person_with("alice", 2);
    let key = secrets("d3.mallory").1.public();
    told.devices.push(Device { id: "d3".parse().unwrap(), key, signature: [3; 64].into() });
    world.directory.tells_of(told);

    alices[0].learns_devices().await.unwrap();

    let known = alices[0].store.identity(&address("alice")).await.unwrap().unwrap();
    assert_eq!(known.person, person_with("alice", 2));
}

#[rstest]
#[case::before(false)]
#[case::and_after_the_own_devices_are_known(true)]
#[tokio::test]
async fn t04_a_directory_that_has_somebody_else_under_ones_name_is_not_believed(
    #[case] knows: bool,
) {
    let world = world();
    let alice = world.joins("alice").await;
    if knows {
        alice.learns_devices().await.unwrap();
    }
    let before = alice.store.identity(&address("alice")).await.unwrap();
    world.directory.tells_of(person_with_keys("alice", "mallory"));

    let learned = alice.learns_devices().await;
    let sent = alice.tries_to_say(1, "alice").await;

    assert!(matches!(learned, Err(DevicesNotKnown::SomebodyElse)));
    // Who knows oneself finds that there is no other device; who does not, asks the directory.
    assert_eq!(matches!(sent, Err(SendMessageError::NoOtherDevice)), knows);
    assert!(sent.is_err());
    assert_eq!(alice.store.identity(&address("alice")).await.unwrap(), before);
}

#[tokio::test]
async fn a_directory_that_does_not_answer_keeps_nothing_from_being_sent() {
    let (world, alices, bobs) = alice_and_bob(2, 1).await;
    alices[0].tells(1, "bob").await;
    world.directory.has(given::directory::Trouble::Away);

    let learned = alices[0].learns_devices().await;
    alices[0].says(2, "bob").await;

    assert!(matches!(learned, Err(DevicesNotKnown::Unavailable(_))));
    assert_eq!(alices[0].depth().await, 3);
    drop(bobs);
}

#[tokio::test]
async fn no_receipt_of_somebody_else_says_what_was_seen_here() {
    let (world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;

    let seen = vec![(address("alice"), message_id(1))];
    let body = Body::Receipt(Receipt { seen, ..Receipt::default() });
    let forged = Message { body, ..message(9, "alice", "bob") };
    world.joins("d2.alice").await;
    let cause = by_hand(&honest("d2.alice"), "d2.alice", &bobs[0], &world, &forged).await;

    assert_eq!(cause, None);
    let query = ReadConversation {
        with: address("alice").into(),
        after: Cursor(0),
        limit: 9,
        at: world.clock.now(),
    };
    let said = bobs[0].peer.read_conversation.handle(query).await.unwrap();
    assert_eq!(said[0].state, DIRECT);
    assert_eq!(bobs[0].peer.why.handle(Why::Message(message_id(1))).await.unwrap(), []);
}
