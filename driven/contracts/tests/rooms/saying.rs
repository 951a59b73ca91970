use causerie_chat::{DeliveryState, RoomId};
use causerie_contracts::{
    ALICE, BOB, Store, address, device, in_room, message, revoked, room, room_keep,
};
use causerie_usecases::ports::{
    Glance, NotQueued, NotSaid, RoomStep, SaidInRoom, Sealing, Waiting,
};
use rstest::rstest;
use std::sync::Arc;

use crate::given::{
    alice_says, bob_says, bodies, conversation, entry, here, members, said, say, scene, state, step,
};

#[rstest]
#[tokio::test]
async fn what_is_said_is_kept_in_the_room_with_its_envelopes_and_the_room(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let keep = Some(room_keep(None, 77));
    let step = RoomStep { keep, ..step(0) };

    let hello = alice_says(1);
    store.mail.say(SaidInRoom { step, ..said(&hello, &members()) }).await.unwrap();

    assert_eq!(conversation(&store, here()).await, std::slice::from_ref(&hello));
    assert_eq!(state(&store, &hello).await, DeliveryState::Queued);
    let depth = store.peer.pending.depth().await.unwrap();
    assert_eq!(depth, Waiting { envelopes: 4, devices: 4 });
    let kept = store.book.room(here()).await.unwrap().unwrap();
    assert_eq!((kept.known.version, kept.tree[0], kept.state[0]), (1, 1, 77));
    let told = store.peer.history.conversations().await.unwrap();
    let [Glance { with, messages: 1, latest }] = &told[..] else { panic!("{told:?}") };
    assert_eq!((with, &latest.message), (&here().into(), &hello));
}

#[rstest]
#[tokio::test]
async fn without_anything_to_keep_the_room_stays_in_its_version(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    say(&store, &alice_says(1)).await.unwrap();
    say(&store, &alice_says(2)).await.unwrap();

    let kept = store.book.room(here()).await.unwrap().unwrap();
    assert_eq!((kept.known.version, kept.state[0]), (0, 1));
}

#[rstest]
#[case::of_before(1, 0, true)]
#[case::yet_to_come(1, 7, true)]
#[case::with_nothing_to_keep(1, 0, false)]
#[case::of_a_room_that_is_not_here(3, 0, true)]
#[tokio::test]
async fn what_was_sealed_in_another_version_is_not_kept(
    #[case] n: u8,
    #[case] version: u64,
    #[case] keeps: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let first = RoomStep { keep: Some(room_keep(None, 70)), ..step(0) };
    store.mail.say(SaidInRoom { step: first, ..said(&alice_says(1), &[]) }).await.unwrap();

    let late = in_room(2, ALICE, room(n), "late");
    let step = RoomStep { room: room(n), version, keep: keeps.then(|| room_keep(Some(8), 80)) };
    let refused = store.mail.say(SaidInRoom { step, ..said(&late, &members()) }).await;

    assert!(matches!(refused, Err(NotSaid::Stale)));
    assert_eq!(entry(&store, &late).await, None);
    assert_eq!(store.peer.pending.depth().await.unwrap().envelopes, 0);
    let kept = store.book.room(here()).await.unwrap().unwrap();
    assert_eq!((kept.known.version, kept.tree[0], kept.state[0]), (1, 1, 70));
}

#[rstest]
#[tokio::test]
async fn the_same_again_changes_nothing_and_another_under_its_id_is_refused(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(here(), room(2))] elsewhere: RoomId,
) {
    let store = scene(store).await;
    let first = RoomStep { keep: Some(room_keep(None, 70)), ..step(0) };
    store.mail.say(SaidInRoom { step: first, ..said(&alice_says(1), &members()) }).await.unwrap();

    let again = RoomStep { keep: Some(room_keep(None, 71)), ..step(0) };
    store.mail.say(SaidInRoom { step: again, ..said(&alice_says(1), &members()) }).await.unwrap();
    let other = in_room(1, ALICE, elsewhere, "something else");
    let step = RoomStep { room: elsewhere, version: 1, keep: Some(room_keep(None, 72)) };
    let refused = store.mail.say(SaidInRoom { step, ..said(&other, &members()) }).await;

    assert!(matches!(refused, Err(NotSaid::IdInUse)));
    assert_eq!(conversation(&store, here()).await, [alice_says(1)]);
    assert_eq!(store.peer.pending.depth().await.unwrap().envelopes, 4);
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().state[0], 70);
}

#[rstest]
#[case::of_somebody_else(bob_says(1))]
#[case::to_a_person(message(1, ALICE, BOB, "hi"))]
#[case::in_another_room(in_room(1, ALICE, room(2), "hi"))]
#[tokio::test]
async fn what_is_not_this_persons_in_that_room_is_not_said_there(
    #[case] message: causerie_chat::Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let refused = say(&store, &message).await;

    assert!(matches!(refused, Err(NotSaid::Unavailable(_))));
    assert_eq!(store.peer.history.conversations().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_is_said_in_a_room_is_not_sealed_in_sessions(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let sealing: Arc<dyn Sealing> = Arc::new(causerie_contracts::Filled(10));

    let refused = store.peer.outbox.enqueue(&alice_says(1), Vec::new(), sealing).await;

    assert!(matches!(refused, Err(NotQueued::Unavailable(_))));
    assert_eq!(entry(&store, &alice_says(1)).await, None);
}

#[rstest]
#[tokio::test]
async fn envelopes_for_devices_that_were_taken_away_are_left_out(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(false, true)] were_told_before: bool,
) {
    let store = scene(store).await;
    if were_told_before {
        say(&store, &alice_says(2)).await.unwrap();
    }
    let bob = store.peer.people.person(&address(BOB)).await.unwrap().unwrap();
    store.peer.contacts.remember(&revoked(&bob, 1, "d2")).await.unwrap();

    say(&store, &alice_says(1)).await.unwrap();

    let due: Vec<_> = store.peer.pending.due().await.unwrap();
    let due: Vec<_> = due.into_iter().map(|due| due.to).collect();
    assert!(due.contains(&device("d1", BOB)) && !due.contains(&device("d2", BOB)), "{due:?}");
}

#[tokio::test]
async fn what_is_sealed_for_all_is_kept_once_and_for_nobody_not_at_all() {
    let store = scene(Store::Sqlite).await;

    store.mail.say(said(&alice_says(1), &members())).await.unwrap();
    assert_eq!(bodies(&store), 1);
    store.mail.say(said(&alice_says(2), &[])).await.unwrap();

    assert_eq!(bodies(&store), 1);
}
