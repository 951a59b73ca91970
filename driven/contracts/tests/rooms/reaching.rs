//! Who has got what was said in a room.

use std::sync::Arc;

use causerie_chat::{Body, Cause, DeliveryState, DeviceAddress, Message, Path, Receipt, Timestamp};
use causerie_contracts::{
    ALICE, BOB, CAROL, Reading, RoomStore, Store, address, at, device, message, received,
};
use causerie_usecases::ports::{Outcome, Reached};
use rstest::rstest;

use crate::given::{
    DIRECT, MAILBOX, alice_says, bodies, copy, entry, now, say, scene, settle, state,
};

const QUEUED: DeliveryState = DeliveryState::Queued;
const STORED: DeliveryState = DeliveryState::Stored;

/// How far Alice's message 1 has come with Bob, with Carol and with both.
async fn reached(store: &RoomStore) -> (DeliveryState, DeliveryState, DeliveryState) {
    let told = store.news.reached(alice_says(1).id).await.unwrap();
    let [bob, carol]: [Reached; 2] = told.try_into().unwrap();
    assert_eq!((&bob.who, &carol.who), (&address(BOB), &address(CAROL)));
    (bob.state, carol.state, state(store, &alice_says(1)).await)
}

async fn tells(store: &RoomStore, from: &DeviceAddress, n: u8, receipt: Receipt) {
    let body = Body::Receipt(receipt);
    let told = Message { body, ..message(n, &from.person.to_string(), ALICE, "-") };
    let (opening, envelopes) = (Arc::new(Reading::default()), vec![received(&told)]);
    store.peer.inbox.take(from, envelopes, opening, Path::Direct, at(70)).await.unwrap();
}

fn delivered() -> Receipt {
    Receipt { delivered: vec![alice_says(1).id], ..Receipt::default() }
}

fn read() -> Receipt {
    Receipt { read: vec![alice_says(1).id], ..Receipt::default() }
}

#[rstest]
#[tokio::test]
async fn a_message_has_come_as_far_as_with_all(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let [bob, carol] = [device("d2", BOB), device("d1", CAROL)];
    say(&store, &alice_says(1)).await.unwrap();
    assert_eq!(reached(&store).await, (QUEUED, QUEUED, QUEUED));

    settle(&store, &alice_says(1), &bob, Outcome::Stored).await;
    assert_eq!(reached(&store).await, (STORED, QUEUED, QUEUED));
    settle(&store, &alice_says(1), &carol, Outcome::Delivered(Path::Direct)).await;
    assert_eq!(reached(&store).await, (STORED, DIRECT, STORED));
    tells(&store, &bob, 9, delivered()).await;
    assert_eq!(reached(&store).await, (MAILBOX, DIRECT, MAILBOX));
    tells(&store, &device("d1", BOB), 10, read()).await;
    // It came by the mailbox to one, and that stands.
    assert_eq!(reached(&store).await, (DeliveryState::Read, DIRECT, MAILBOX));
    tells(&store, &carol, 11, read()).await;

    let all = (DeliveryState::Read, DeliveryState::Read, DeliveryState::Read);
    assert_eq!(reached(&store).await, all);
    assert_eq!(store.peer.pending.depth().await.unwrap().envelopes, 1, "to Alice's own");
}

#[rstest]
#[tokio::test]
async fn this_persons_other_devices_say_nothing_of_how_far_it_has_come(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, other) = (scene(store).await, device("d2", ALICE));
    say(&store, &alice_says(1)).await.unwrap();

    settle(&store, &alice_says(1), &other, Outcome::Delivered(Path::Direct)).await;

    assert_eq!(reached(&store).await, (QUEUED, QUEUED, QUEUED));
}

#[rstest]
#[tokio::test]
async fn it_has_failed_with_one_when_it_has_with_the_last_device_and_with_all_when_with_each(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let failed = || Outcome::Failed(Cause::MALFORMED);
    let has_failed = DeliveryState::Failed(Cause::MALFORMED);
    say(&store, &alice_says(1)).await.unwrap();

    settle(&store, &alice_says(1), &device("d1", BOB), failed()).await;
    assert_eq!(reached(&store).await, (QUEUED, QUEUED, QUEUED));
    settle(&store, &alice_says(1), &device("d2", BOB), failed()).await;
    assert_eq!(reached(&store).await, (has_failed.clone(), QUEUED, QUEUED));
    settle(&store, &alice_says(1), &device("d1", CAROL), failed()).await;

    let told = (has_failed.clone(), has_failed.clone(), has_failed);
    assert_eq!(reached(&store).await, told);
}

#[rstest]
#[tokio::test]
async fn since_when_is_known_of_each(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = scene(store).await;
    say(&store, &alice_says(1)).await.unwrap();

    settle(&store, &alice_says(1), &device("d1", BOB), Outcome::Stored).await;

    let one = |who, state, at: Timestamp| Reached { who: address(who), state, at };
    let told = store.news.reached(alice_says(1).id).await.unwrap();
    assert_eq!(told, [one(BOB, STORED, now()), one(CAROL, QUEUED, at(1))]);
    assert_eq!(entry(&store, &alice_says(1)).await.unwrap().changed_at, at(1));
    assert_eq!(store.news.reached(alice_says(2).id).await.unwrap(), []);
}

#[rstest]
#[case::delivered(delivered(), MAILBOX)]
#[case::read(read(), DeliveryState::Read)]
#[tokio::test]
async fn what_readers_say_of_what_another_device_sent_counts_before_and_after_it_comes(
    #[case] receipt: Receipt,
    #[case] told: DeliveryState,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    tells(&store, &device("d1", BOB), 9, receipt.clone()).await;
    store.mail.hear(copy(&alice_says(1))).await.unwrap();
    assert_eq!(reached(&store).await, (told.clone(), QUEUED, QUEUED));
    tells(&store, &device("d1", CAROL), 10, receipt).await;

    assert_eq!(reached(&store).await, (told.clone(), told.clone(), told));
}

#[rstest]
#[tokio::test]
async fn who_was_not_to_have_it_says_nothing_of_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let envelopes = crate::given::said(&alice_says(1), &[device("d1", CAROL)]);
    store.mail.say(envelopes).await.unwrap();

    tells(&store, &device("d1", BOB), 9, read()).await;

    let told = store.news.reached(alice_says(1).id).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(state(&store, &alice_says(1)).await, QUEUED);
}

#[rstest]
#[tokio::test]
async fn one_that_a_reader_could_not_open_goes_again_later(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    say(&store, &alice_says(1)).await.unwrap();
    settle(&store, &alice_says(1), &bob, Outcome::Stored).await;
    let id = causerie_chat::EnvelopeId::of(alice_says(1).id, &bob);

    let refused = vec![(id, Cause::CANNOT_OPEN)];
    tells(&store, &bob, 9, Receipt { refused, ..Receipt::default() }).await;

    let retry = store.peer.pending.retry(&bob).await.unwrap().unwrap();
    assert_eq!(retry.cause, Cause::CANNOT_OPEN);
    let batch = store.peer.pending.waiting(&bob, false, 9, 100_000).await.unwrap();
    assert_eq!((batch.sealed.len(), batch.unsealed_next), (1, false));
}

#[rstest]
#[tokio::test]
async fn what_expires_on_its_way_has_failed_with_those_who_have_not_got_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let brief = Message { expires_at: Some(at(55)), ..alice_says(1) };
    say(&store, &brief).await.unwrap();
    settle(&store, &brief, &device("d1", BOB), Outcome::Delivered(Path::Direct)).await;

    let expired = store.peer.timer_book.expired(now()).await.unwrap();
    store.peer.timers.wipe_expired(now()).await.unwrap();

    assert_eq!(expired, [brief.recipient]);
    let failed = DeliveryState::Failed(Cause::TIMER_EXPIRED);
    assert_eq!(reached(&store).await, (DIRECT, failed, DIRECT));
    assert_eq!(store.peer.pending.depth().await.unwrap().envelopes, 0);
    if store.file.is_some() {
        assert_eq!(bodies(&store), 0);
    }
}
