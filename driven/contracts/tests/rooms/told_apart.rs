//! What is told in a room is kept apart by device, by kind and by room, and noted for nobody else.

use causerie_chat::{
    Cause, Choice, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Path, Receipt, Ruling,
    SealedInRoom,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, Store, address, at, device, in_room, known_room, message, person,
    revoked, room_keep,
};
use causerie_usecases::ports::HeardInRoom;
use rstest::rstest;

use crate::{
    given::{alice_says, heard, here, say, scene},
    receipted::{delivered, read, refused, tells, waits, with},
    telling::{
        DAVE, batch, comes, dave_says, daves, due, in_sessions, reads, receipt, to_tell, told,
    },
};

/// An envelope of the room, to Alice's first device.
fn of_the_room(n: u8) -> Envelope {
    let sealed = SealedInRoom { room: here(), message: b"mls" }.encode().unwrap();
    let id = EnvelopeId::try_from(&[n; 16][..]).unwrap();
    Envelope { id, recipient: device("d1", ALICE), sealed }
}

/// Refuses one that came by the mailbox.
async fn refuses(store: &RoomStore, from: &DeviceAddress, n: u8) {
    let (cause, path) = (Cause::CANNOT_OPEN, Path::Mailbox);
    store.mail.refuse(from, &of_the_room(n), &cause, path, at(50)).await.unwrap();
}

/// Dave is known here, and no contact; these of his devices are gone.
async fn knows_dave(store: &RoomStore, gone: &str) {
    let dave = person(DAVE, 4, &[("d1", 41), ("d2", 42), ("d3", 43)]);
    store.peer.contacts.remember(&dave).await.unwrap();
    store.peer.contacts.remember(&revoked(&dave, 4, gone)).await.unwrap();
    let asks = Ruling::Dismiss.choices();
    store.peer.choices.choose(&address(DAVE).into(), asks, vec![], at(3)).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn what_is_told_is_off_what_is_due_to_that_device_and_of_that_kind_and_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;
    reads(&store, &dave_says(1), &[daves(1), daves(2)]).await;
    refuses(&store, &daves(1), 9).await;
    let (id, refused) = (dave_says(1).id, vec![(of_the_room(9).id, Cause::CANNOT_OPEN)]);

    store.receipts.tell(told(50, &daves(1), receipt(&[id], &[]))).await.unwrap();
    let left = Receipt { refused: refused.clone(), ..receipt(&[], &[id]) };
    assert_eq!(to_tell(&store, &daves(1)).await, left);
    store.receipts.tell(told(51, &daves(1), receipt(&[], &[id]))).await.unwrap();
    assert_eq!(to_tell(&store, &daves(1)).await, Receipt { refused, ..Receipt::default() });

    assert_eq!(to_tell(&store, &daves(2)).await, receipt(&[id], &[id]));
    for known in store.book.rooms().await.unwrap() {
        assert_eq!(known.keys.told, if known.id == here() { 2 } else { 0 });
    }
}

#[rstest]
#[tokio::test]
async fn this_person_s_own_devices_are_told_nothing_in_rooms_of_what_could_not_be_opened(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    // It knows of no other device of theirs yet.
    let store = store.rooms();
    store.rooms.add(&known_room(here()), room_keep(Some(1), 1)).await.unwrap();

    refuses(&store, &device("d2", ALICE), 9).await;

    assert!(due(&store).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn nothing_is_queued_for_a_device_that_is_gone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;
    knows_dave(&store, "d2").await;

    store.receipts.tell(told(50, &daves(2), receipt(&[dave_says(1).id], &[]))).await.unwrap();

    assert!(batch(&store, &daves(2), true).await.sealed.is_empty());
}

#[rstest]
#[tokio::test]
async fn t06_a_device_that_is_gone_is_not_noted_whatever_comes_of_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let of_the_second =
        |n| HeardInRoom { from: daves(2), path: Path::Mailbox, ..heard(&dave_says(n)) };
    store.mail.hear(of_the_second(1)).await.unwrap();
    store.receipts.leave_untold(here(), &daves(2)).await.unwrap();
    knows_dave(&store, "d2").await;

    let id = heard(&dave_says(1)).envelope.id;
    store.mail.hear_again(&daves(2), id, Path::Mailbox).await.unwrap();
    store.mail.hear(of_the_second(2)).await.unwrap();

    assert_eq!(to_tell(&store, &daves(2)).await, Receipt::default());
}

#[rstest]
#[tokio::test]
async fn who_is_to_be_told_nothing_is_not_told_that_it_came_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let off = [Choice::Receipts(false)];
    store.peer.choices.choose(&address(DAVE).into(), &off, vec![], at(3)).await.unwrap();
    store.mail.hear(heard(&dave_says(1))).await.unwrap();

    let id = heard(&dave_says(1)).envelope.id;
    store.mail.hear_again(&daves(1), id, Path::Mailbox).await.unwrap();

    assert!(due(&store).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn what_comes_again_is_told_again_to_who_brought_it_alone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;
    for (n, to) in [(50, daves(1)), (51, daves(2))] {
        store.receipts.tell(told(n, &to, receipt(&[dave_says(1).id], &[]))).await.unwrap();
    }

    comes(&store, &dave_says(1)).await;

    assert_eq!(due(&store).await, [daves(1)]);
}

#[rstest]
#[tokio::test]
async fn t39_nobody_is_told_what_another_said(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let erin = device("d1", "erin@chat.example.org");
    let fellows = vec![daves(2), erin];

    let said = HeardInRoom { path: Path::Mailbox, fellows, ..heard(&dave_says(1)) };
    store.mail.hear(said).await.unwrap();

    assert_eq!(due(&store).await, [daves(1), daves(2)]);
}

#[rstest]
#[tokio::test]
async fn of_a_contact_no_device_is_told_that_is_not_known_as_theirs(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let by_bob = in_room(2, BOB, here(), "bob");

    let said = HeardInRoom { fellows: vec![device("d9", BOB)], ..heard(&by_bob) };
    store.mail.hear(said).await.unwrap();

    assert_eq!(in_sessions(&store, true).await, [device("d2", BOB)]);
    assert!(due(&store).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn t39_what_one_device_refuses_says_nothing_of_what_goes_to_another(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob, carol) = (scene(store).await, device("d1", BOB), device("d1", CAROL));
    say(&store, &alice_says(1)).await.unwrap();

    tells(&store, 9, &bob, refused(&alice_says(1), &carol, Cause::MUTED)).await;
    for n in 10..19 {
        tells(&store, n, &bob, refused(&alice_says(1), &carol, Cause::CANNOT_OPEN)).await;
    }

    assert_eq!(waits(&store, &carol).await, 1);
    assert_eq!(with(&store, &alice_says(1), CAROL).await, DeliveryState::Queued);
    for device in [&bob, &carol] {
        assert_eq!(store.peer.pending.retry(device).await.unwrap(), None);
    }
}

#[rstest]
#[tokio::test]
async fn what_is_told_of_this_person_s_message_is_not_of_another_s_with_the_same_id(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    store.mail.hear(heard(&dave_says(1))).await.unwrap();
    say(&store, &alice_says(1)).await.unwrap();
    assert_eq!(dave_says(1).id, alice_says(1).id);

    tells(&store, 9, &bob, read(&alice_says(1))).await;

    assert_eq!(with(&store, &alice_says(1), BOB).await, DeliveryState::Read);
}

#[rstest]
#[tokio::test]
async fn who_has_it_after_all_is_waited_for_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    say(&store, &alice_says(1)).await.unwrap();
    tells(&store, 9, &bob, refused(&alice_says(1), &bob, Cause::CANNOT_OPEN)).await;
    assert!(store.peer.pending.retry(&bob).await.unwrap().is_some());

    tells(&store, 10, &bob, delivered(&alice_says(1))).await;

    assert_eq!(store.peer.pending.retry(&bob).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn what_goes_to_one_person_alone_is_said_in_no_room(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, bob) = (scene(store).await, device("d1", BOB));
    let between_us = message(1, ALICE, BOB, "between us");
    store.peer.sends(&between_us, std::slice::from_ref(&bob), 10).await;

    let id = EnvelopeId::of(between_us.id, &bob);

    assert_eq!(store.news.said_in(&bob, id).await.unwrap(), None);
}
