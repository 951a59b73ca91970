//! Who writes for the first time asks to be a contact, and gets no answer until somebody decides.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, Choice, DeliveryState, Path, Ruling, Standing, Terms};
use causerie_usecases::{
    peer::{
        Doorkeeper,
        commands::{DecideContactError, ReceiveEnvelopesError, SendMessageError},
    },
    ports::{Archive, Cursor, Event, EventLog, KnownIdentity},
};
use given::{
    address,
    directory::Trouble,
    mail::Counter,
    party::{Party, numbers},
    person,
    world::{World, world_of_strangers},
};
use rstest::rstest;

const DELIVERED: DeliveryState = DeliveryState::Delivered(Path::Mailbox);
const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
const IGNORED: Standing = Standing { terms: Terms::Ignored, is_blocked: false };

/// Alice has written to Bob, who has fetched it and does not know her.
async fn alice_asks() -> (World, Party, Party) {
    let world = world_of_strangers();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.fetches().await;
    (world, alice, bob)
}

/// Writes what there is to be told, and says whether there was anything.
async fn answers(of: &Party) -> bool {
    let due = of.has_receipts().await;
    of.writes_receipts().await;
    due || of.depth().await > 0
}

#[tokio::test]
async fn what_a_stranger_writes_comes_by_the_mailbox_and_is_a_request() {
    let (_world, alice, bob) = alice_asks().await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!(bob.knows("alice").await, Some((Standing::REQUESTED, 1)));
    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(bob.talks_with().await, [""; 0]);
}

#[tokio::test]
async fn a_request_is_told_apart_from_what_contacts_write() {
    let (_world, alice, bob) = alice_asks().await;
    let mark = bob.events.latest();
    alice.tells(2, "bob").await;

    bob.fetches().await;
    let asked = bob.told_since(mark).await;
    bob.rules("alice", Ruling::Accept).await;
    let mark = bob.events.latest();
    alice.tells(3, "bob").await;
    bob.fetches().await;

    assert_eq!(asked, [Event::Contact(address("alice"))]);
    assert_eq!(bob.told_since(mark).await, [Event::Conversation(address("alice").into())]);
}

#[rstest]
#[case::who_asks(None)]
#[case::who_is_ignored(Some(Ruling::Ignore))]
#[case::who_is_blocked(Some(Ruling::Block))]
#[tokio::test]
async fn t39_nothing_that_one_who_is_no_contact_does_is_answered(#[case] ruling: Option<Ruling>) {
    let (world, alice, bob) = alice_asks().await;
    if let Some(ruling) = ruling {
        bob.rules("alice", ruling).await;
    }
    bob.reads("alice").await;
    alice.tells(2, "bob").await;
    // Sealed for him, and broken; by the mailbox and directly.
    alice.says(3, "bob").await;
    let mut broken = alice.sealed_for("bob").await;
    broken.iter_mut().for_each(bend);
    world.mail.is(Counter::Bent(bend));
    alice.delivers("bob").await;
    world.mail.is(Counter::Open);
    bob.fetches().await;

    let directly = bob.receives("alice", broken).await;

    assert!(matches!(directly, Err(ReceiveEnvelopesError::NotAccepted)));
    assert!(!answers(&bob).await);
    assert_eq!(alice.states([1, 2]).await, [DeliveryState::Stored, DeliveryState::Stored]);
}

fn bend(envelope: &mut causerie_chat::Envelope) {
    let mut bytes = envelope.sealed.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    envelope.sealed = bytes.try_into().unwrap();
}

#[tokio::test]
async fn t39_one_nobody_knows_is_not_answered_directly() {
    let world = world_of_strangers();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.says(1, "bob").await;

    alice.delivers("bob").await;

    assert_eq!(world.wire.count(), 1);
    assert!(bob.contacts().await.is_empty() && bob.heard("alice").await.is_empty());
    assert_eq!(alice.state(1).await, DeliveryState::Stored);
}

#[tokio::test]
async fn one_who_is_accepted_is_told_and_reaches_this_device_directly_from_then_on() {
    let (world, alice, bob) = alice_asks().await;
    alice.tells(2, "bob").await;
    bob.fetches().await;
    bob.reads_up_to("alice", Cursor(Cursor::ORIGIN.0 + 1)).await;

    bob.rules("alice", Ruling::Accept).await;
    bob.tells_receipts("alice").await;

    assert_eq!(alice.states([1, 2]).await, [DeliveryState::Read, DELIVERED]);
    assert_eq!(bob.talks_with().await, ["alice"]);
    world.later(600);
    alice.tells(3, "bob").await;
    assert_eq!(alice.state(3).await, DIRECT);
}

#[tokio::test]
async fn whoever_is_written_to_is_a_contact() {
    let (_world, alice, bob) = alice_asks().await;

    bob.tells(1, "alice").await;
    bob.tells_receipts("alice").await;

    assert_eq!(bob.state(1).await, DIRECT);
    assert_eq!(alice.state(1).await, DELIVERED);
    assert_eq!(alice.knows("bob").await, Some((Standing::ACCEPTED, 2)));
    assert_eq!(bob.knows("alice").await, Some((Standing::ACCEPTED, 2)));
}

#[tokio::test]
async fn one_who_was_accepted_before_they_wrote_reaches_this_device_directly() {
    let world = world_of_strangers();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);

    bob.rules("alice", Ruling::Accept).await;
    alice.tells(1, "bob").await;

    assert_eq!(alice.state(1).await, DIRECT);
}

#[tokio::test]
async fn t48_of_one_who_asks_little_is_kept_and_all_of_it_comes_once_they_are_accepted() {
    let (world, alice, bob) = alice_asks().await;
    for n in 2..=50 {
        alice.tells(n, "bob").await;
        bob.fetches().await;
    }
    let most = u16::try_from(Doorkeeper::MOST_MESSAGES).unwrap();
    assert_eq!(bob.heard("alice").await, numbers(1..=most));
    let put_off: Vec<_> = bob.unopened().await.into_iter().map(|it| it.cause).collect();
    assert_eq!(put_off, [Cause::NOT_ACCEPTED]);

    bob.rules("alice", Ruling::Accept).await;
    bob.tells_receipts("alice").await;
    for _ in 0..20 {
        alice.clock.passes(alice.clock.now().millis());
        world.later(600);
        alice.delivers("bob").await;
        bob.fetches().await;
        bob.tells_receipts("alice").await;
    }

    assert_eq!(bob.heard("alice").await, numbers(1..=50));
    assert!(bob.unopened().await.is_empty());
    assert_eq!(alice.depth().await, 0);
}

#[tokio::test]
async fn t48_of_many_who_ask_no_more_are_taken_in_and_contacts_are_not_kept_waiting() {
    let (world, alice, bob) = alice_asks().await;
    let carol = world.joins("carol").await;
    bob.rules("carol", Ruling::Accept).await;
    let asking = (1..Doorkeeper::MOST_REQUESTS).map(|n| KnownIdentity {
        person: person(&format!("mallory{n}")),
        verified: None,
        offered: None,
        standing: Standing::REQUESTED,
    });
    bob.store.restore(asking.collect(), Vec::new()).await.unwrap();
    let dave = world.joins("dave").await;

    dave.tells(1, "bob").await;
    alice.tells(2, "bob").await;
    bob.fetches().await;
    carol.tells(1, "bob").await;
    let dave_before = (bob.knows("dave").await, bob.heard("dave").await);
    bob.rules("mallory1", Ruling::Ignore).await;
    dave.tells(2, "bob").await;
    bob.fetches().await;

    assert_eq!(dave_before, (None, numbers([])));
    assert_eq!(bob.knows("dave").await, Some((Standing::REQUESTED, 1)));
    assert_eq!(bob.heard("dave").await, numbers([2]));
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    assert_eq!(bob.heard("carol").await, numbers([1]));
}

#[tokio::test]
async fn of_one_who_is_blocked_nothing_is_taken_and_all_of_it_comes_once_they_are_not() {
    let (world, alice, bob) = alice_asks().await;
    bob.rules("alice", Ruling::Accept).await;
    bob.tells_receipts("alice").await;
    bob.rules("alice", Ruling::Block).await;
    for n in 2..=4 {
        alice.tells(n, "bob").await;
        bob.fetches().await;
    }
    let heard = bob.heard("alice").await;
    let unopened: Vec<_> = bob.unopened().await.into_iter().map(|it| it.cause).collect();
    let answered = bob.has_receipts().await;

    bob.rules("alice", Ruling::Unblock).await;
    bob.tells_receipts("alice").await;
    for _ in 0..5 {
        world.later(600);
        alice.delivers("bob").await;
        bob.fetches().await;
        bob.tells_receipts("alice").await;
    }

    assert_eq!((heard, unopened), (numbers([1]), vec![Cause::NOT_ACCEPTED]));
    assert!(!answered);
    assert_eq!(bob.heard("alice").await, numbers(1..=4));
}

#[tokio::test]
async fn to_one_who_is_blocked_nothing_is_sent() {
    let (_world, alice, bob) = alice_asks().await;
    bob.rules("alice", Ruling::Block).await;

    let refused = bob.tries_to_say(1, "alice").await;

    assert!(matches!(refused, Err(SendMessageError::Blocked)));
    assert_eq!(
        bob.knows("alice").await.unwrap().0,
        Standing::REQUESTED.with(Choice::Blocked(true))
    );
    assert_eq!(alice.heard("bob").await, numbers([]));
}

#[tokio::test]
async fn one_who_is_ignored_stays_so_however_often_they_write() {
    let (_world, alice, bob) = alice_asks().await;
    bob.rules("alice", Ruling::Ignore).await;

    alice.tells(2, "bob").await;
    bob.fetches().await;

    assert_eq!(bob.knows("alice").await, Some((IGNORED, 2)));
}

#[tokio::test]
async fn somebody_nobody_met_is_accepted_or_blocked_by_what_the_directory_knows() {
    let world = world_of_strangers();
    let (bob, _carol) = (world.joins("bob").await, world.joins("carol").await);

    bob.rules("carol", Ruling::Block).await;
    let ignored = bob.tries_to_rule("alice", Ruling::Ignore).await;
    let nobody = bob.tries_to_rule("nobody", Ruling::Accept).await;
    let oneself = bob.tries_to_rule("bob", Ruling::Block).await;
    world.directory.has(Trouble::Away);
    let unreachable = bob.tries_to_rule("dave", Ruling::Accept).await;

    assert_eq!(
        bob.knows("carol").await,
        Some((Standing::REQUESTED.with(Choice::Blocked(true)), 0))
    );
    assert!(matches!(ignored, Err(DecideContactError::Unknown)));
    assert!(matches!(nobody, Err(DecideContactError::Unknown)));
    assert!(matches!(oneself, Err(DecideContactError::Oneself)));
    assert!(matches!(unreachable, Err(DecideContactError::DirectoryUnreachable(_))));
}
