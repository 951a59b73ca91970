//! What a member tells in a room counts for what this person said there and they were to have, and for nothing else.

use causerie_chat::{
    Body, Cause, DeliveryState, DeviceAddress, EnvelopeId, Message, Path, Receipt,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, Store, address, device, in_room, message, room,
};
use causerie_usecases::ports::{HeardInRoom, NotHeard};
use rstest::rstest;

use crate::given::{
    DIRECT, MAILBOX, alice_says, bob_says, conversation, copy, heard, here, said, say, scene,
    state, step,
};

const QUEUED: DeliveryState = DeliveryState::Queued;

fn telling(n: u8, from: &DeviceAddress, receipt: Receipt) -> HeardInRoom {
    let author = from.person.to_string();
    let told = Message { body: Body::Receipt(receipt), ..in_room(n, &author, here(), "-") };
    HeardInRoom { from: from.clone(), path: Path::Mailbox, ..heard(&told) }
}

pub(crate) async fn tells(store: &RoomStore, n: u8, from: &DeviceAddress, receipt: Receipt) {
    store.mail.hear(telling(n, from, receipt)).await.unwrap();
}

pub(crate) fn delivered(of: &Message) -> Receipt {
    Receipt { delivered: vec![of.id], ..Receipt::default() }
}

pub(crate) fn read(of: &Message) -> Receipt {
    Receipt { read: vec![of.id], ..Receipt::default() }
}

pub(crate) fn refused(of: &Message, by: &DeviceAddress, cause: Cause) -> Receipt {
    Receipt { refused: vec![(EnvelopeId::of(of.id, by), cause)], ..Receipt::default() }
}

pub(crate) async fn with(store: &RoomStore, of: &Message, who: &str) -> DeliveryState {
    let reached = store.news.reached(of.id).await.unwrap();
    reached.into_iter().find(|it| it.who == address(who)).unwrap().state
}

pub(crate) async fn waits(store: &RoomStore, to: &DeviceAddress) -> usize {
    store.peer.pending.waiting(to, false, 10, 100_000).await.unwrap().sealed.len()
}

#[rstest]
#[tokio::test]
async fn what_a_member_tells_moves_a_message_forward_with_them_and_is_shown_to_nobody(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    say(&store, &alice_says(1)).await.unwrap();

    tells(&store, 9, &bob, delivered(&alice_says(1))).await;
    assert_eq!(with(&store, &alice_says(1), BOB).await, MAILBOX);
    assert_eq!((waits(&store, &bob).await, waits(&store, &device("d2", BOB)).await), (0, 1));
    tells(&store, 10, &bob, read(&alice_says(1))).await;

    assert_eq!(with(&store, &alice_says(1), BOB).await, DeliveryState::Read);
    assert_eq!(with(&store, &alice_says(1), CAROL).await, QUEUED);
    assert_eq!(conversation(&store, here()).await, [alice_says(1)]);
    // Nobody is told that it came.
    assert!(store.peer.due_receipts.due_receipts(true).await.unwrap().is_empty());
    assert!(store.due.due_in_room(here()).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn t39_what_is_told_in_a_room_says_nothing_of_anything_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    let between_us = message(1, ALICE, BOB, "between us");
    store.peer.sends(&between_us, std::slice::from_ref(&bob), 10).await;
    let elsewhere = in_room(2, ALICE, room(2), "elsewhere");
    let mut there = said(&elsewhere, std::slice::from_ref(&bob));
    there.step.room = room(2);
    store.mail.say(there).await.unwrap();
    store.mail.say(said(&alice_says(3), &[device("d1", CAROL)])).await.unwrap();

    for (n, of) in [between_us.clone(), elsewhere.clone(), alice_says(3)].iter().enumerate() {
        let n = u8::try_from(3 * n).unwrap() + 10;
        tells(&store, n, &bob, delivered(of)).await;
        tells(&store, n + 1, &bob, read(of)).await;
    }
    tells(&store, 30, &bob, refused(&between_us, &bob, Cause::MALFORMED)).await;
    tells(&store, 31, &bob, refused(&between_us, &bob, Cause::CANNOT_OPEN)).await;

    for of in [&between_us, &elsewhere, &alice_says(3)] {
        assert_eq!(state(&store, of).await, QUEUED);
    }
    assert_eq!(store.peer.pending.retry(&bob).await.unwrap(), None);
    assert_eq!(waits(&store, &bob).await, 2);
}

#[rstest]
#[tokio::test]
async fn what_was_told_before_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    say(&store, &alice_says(1)).await.unwrap();
    let not_opened = || refused(&alice_says(1), &bob, Cause::CANNOT_OPEN);

    for _ in 0..9 {
        tells(&store, 9, &bob, not_opened()).await;
    }
    assert_eq!(store.peer.pending.retry(&bob).await.unwrap().unwrap().failures, 1);
    assert_eq!(waits(&store, &bob).await, 1);

    for n in 10..17 {
        tells(&store, n, &bob, not_opened()).await;
    }
    assert_eq!(waits(&store, &bob).await, 0);
}

#[rstest]
#[tokio::test]
async fn what_a_device_refused_for_good_goes_there_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, carol) = (scene(store).await, device("d1", CAROL));
    say(&store, &alice_says(1)).await.unwrap();

    tells(&store, 9, &carol, refused(&alice_says(1), &carol, Cause::MUTED)).await;

    assert_eq!(with(&store, &alice_says(1), CAROL).await, DeliveryState::Failed(Cause::MUTED));
    assert_eq!(waits(&store, &carol).await, 0);
}

#[rstest]
#[tokio::test]
async fn t39_what_was_seen_and_decided_is_nothing_that_a_room_is_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    store.mail.hear(heard(&bob_says(1))).await.unwrap();
    let seen = vec![(address(BOB), bob_says(1).id)];

    tells(&store, 9, &device("d2", ALICE), Receipt { seen, ..Receipt::default() }).await;

    assert_eq!(state(&store, &bob_says(1)).await, DIRECT);
}

#[rstest]
#[tokio::test]
async fn what_a_copy_is_told_before_it_comes_counts_when_it_does(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));

    tells(&store, 9, &bob, read(&alice_says(1))).await;
    store.mail.hear(copy(&alice_says(1))).await.unwrap();

    assert_eq!(with(&store, &alice_says(1), BOB).await, DeliveryState::Read);
}

#[rstest]
#[tokio::test]
async fn what_is_told_of_another_version_of_the_room_counts_for_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    say(&store, &alice_says(1)).await.unwrap();

    let late = HeardInRoom { step: step(7), ..telling(9, &bob, read(&alice_says(1))) };
    let outcome = store.mail.hear(late).await;

    assert!(matches!(outcome, Err(NotHeard::Stale)));
    assert_eq!(with(&store, &alice_says(1), BOB).await, QUEUED);
}
