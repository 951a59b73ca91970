use causerie_chat::{Body, Cause, DeliveryState, Message, MessageId, Path, Receipt};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, Store, address, at, device, in_room, message, received, room,
    room_keep,
};
use causerie_usecases::ports::{HeardInRoom, NotHeard, NotTaken, RoomStep};
use rstest::rstest;

use crate::given::{
    DIRECT, alice_says, bob_says, conversation, copy, entry, hear, heard, here, scene, state, step,
};

fn keeping(version: u64, state: u8) -> RoomStep {
    RoomStep { keep: Some(room_keep(None, state)), ..step(version) }
}

/// What is to be told to Bob's devices as delivered.
async fn told(store: &RoomStore, device: &causerie_chat::DeviceAddress) -> Vec<MessageId> {
    let sealing = || std::sync::Arc::new(causerie_contracts::Plain(1));
    store.peer.outbox.seal(device, sealing()).await.unwrap();
    let id = message(99, ALICE, BOB, "-").id;
    store.peer.receipts.send_receipts(device, id, sealing(), at(61)).await.unwrap();
    let batch = store.peer.pending.waiting(device, false, 10, 100_000).await.unwrap();
    let read = batch.sealed.iter().map(|it| Message::decode(it.envelope.sealed.as_bytes()));
    let delivered = read.filter_map(|it| match it.unwrap().body {
        Body::Receipt(Receipt { delivered, .. }) => Some(delivered),
        _ => None,
    });
    delivered.flatten().collect()
}

#[rstest]
#[case::directly(Path::Direct)]
#[case::by_the_mailbox(Path::Mailbox)]
#[tokio::test]
async fn what_a_member_says_is_kept_with_the_room(
    #[case] path: Path,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let said = HeardInRoom { path, step: keeping(0, 77), ..heard(&bob_says(1)) };
    store.mail.hear(said).await.unwrap();

    assert_eq!(conversation(&store, here()).await, [bob_says(1)]);
    let kept = entry(&store, &bob_says(1)).await.unwrap();
    assert_eq!((kept.state, kept.changed_at), (DeliveryState::Delivered(path), at(50)));
    let room = store.book.room(here()).await.unwrap().unwrap();
    assert_eq!((room.known.version, room.state[0]), (1, 77));
    let (from, id) = (device("d1", BOB), heard(&bob_says(1)).envelope.id);
    assert!(store.news.was_taken(&from, id).await.unwrap());
    assert!(!store.news.was_taken(&device("d2", BOB), id).await.unwrap());
    assert_eq!(store.peer.history.kept_of(&address(BOB)).await.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn an_envelope_that_was_taken_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let said = HeardInRoom { step: keeping(0, 70), ..heard(&bob_says(1)) };
    store.mail.hear(said).await.unwrap();

    for version in [0, 1] {
        let again = HeardInRoom { step: keeping(version, 71), ..heard(&bob_says(1)) };
        store.mail.hear(again).await.unwrap();
    }

    assert_eq!(conversation(&store, here()).await, [bob_says(1)]);
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().state[0], 70);
}

#[rstest]
#[tokio::test]
async fn a_message_that_comes_in_another_envelope_is_kept_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();

    let mut again = HeardInRoom { step: keeping(0, 71), ..heard(&bob_says(1)) };
    again.envelope.id = heard(&bob_says(2)).envelope.id;
    store.mail.hear(again).await.unwrap();

    assert_eq!(conversation(&store, here()).await, [bob_says(1)]);
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().state[0], 71);
}

#[rstest]
#[tokio::test]
async fn what_was_opened_in_another_version_is_not_kept(
    #[values(true, false)] keeps: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let keep = keeps.then(|| room_keep(Some(9), 99));
    let late = HeardInRoom { step: RoomStep { keep, ..step(5) }, ..heard(&bob_says(1)) };
    let refused = store.mail.hear(late).await;

    assert!(matches!(refused, Err(NotHeard::Stale)));
    assert_eq!(entry(&store, &bob_says(1)).await, None);
    let id = heard(&bob_says(1)).envelope.id;
    assert!(!store.news.was_taken(&device("d1", BOB), id).await.unwrap());
    assert_eq!(store.peer.unopened.unopened().await.unwrap(), []);
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().state[0], 1);
}

#[rstest]
#[tokio::test]
async fn what_is_of_another_room_is_not_heard(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let elsewhere = HeardInRoom { step: step(0), ..heard(&in_room(1, BOB, room(2), "hi")) };
    let refused = store.mail.hear(elsewhere).await;

    assert!(matches!(refused, Err(NotHeard::Unavailable(_))));
    assert_eq!(store.peer.history.conversations().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_is_said_in_a_room_does_not_come_in_a_session(
    #[values(ALICE, BOB)] author: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let smuggled = in_room(1, author, here(), "smuggled");

    let (from, opening) = (device("d2", author), std::sync::Arc::default());
    let opening: std::sync::Arc<causerie_contracts::Reading> = opening;
    let refused =
        store.peer.inbox.take(&from, vec![received(&smuggled)], opening, Path::Direct, at(9)).await;

    let Err(NotTaken::Refused(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!(refused[0].1, Cause::WRONG_RECIPIENT);
    assert_eq!(store.peer.history.conversations().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_is_fleeting_is_not_kept_and_the_room_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let typing = Message { body: Body::Typing, ..bob_says(1) };

    store.mail.hear(HeardInRoom { step: keeping(0, 77), ..heard(&typing) }).await.unwrap();

    assert_eq!(entry(&store, &typing).await, None);
    let id = heard(&typing).envelope.id;
    assert!(!store.news.was_taken(&device("d1", BOB), id).await.unwrap());
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().state[0], 77);
}

#[rstest]
#[tokio::test]
async fn what_has_expired_is_taken_and_not_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let expired = Message { expires_at: Some(at(50)), ..bob_says(1) };

    hear(&store, &expired).await.unwrap();

    assert_eq!(entry(&store, &expired).await, None);
    let id = heard(&expired).envelope.id;
    assert!(store.news.was_taken(&device("d1", BOB), id).await.unwrap());
}

#[rstest]
#[case::by_the_mailbox(Path::Mailbox, true, true)]
#[case::directly(Path::Direct, true, false)]
#[case::untold(Path::Mailbox, false, false)]
#[tokio::test]
async fn its_author_is_told_that_it_came_where_the_caller_says_so(
    #[case] path: Path,
    #[case] is_told: bool,
    #[case] hears: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    store.mail.hear(HeardInRoom { path, is_told, ..heard(&bob_says(1)) }).await.unwrap();

    let that = vec![bob_says(1).id];
    let expected = |yes: bool| if yes { that.clone() } else { vec![] };
    assert_eq!(told(&store, &device("d1", BOB)).await, expected(hears));
    assert_eq!(told(&store, &device("d2", BOB)).await, expected(is_told));
    assert_eq!(told(&store, &device("d1", CAROL)).await, []);
}

#[rstest]
#[tokio::test]
async fn the_same_envelope_again_by_the_mailbox_is_told_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();
    assert_eq!(told(&store, &device("d1", BOB)).await, []);

    let again = HeardInRoom { path: Path::Mailbox, ..heard(&bob_says(1)) };
    store.mail.hear(again).await.unwrap();

    assert_eq!(told(&store, &device("d1", BOB)).await, [bob_says(1).id]);
}

#[rstest]
#[tokio::test]
async fn what_another_device_of_this_person_says_is_queued_there_until_its_readers_say_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    store.mail.hear(copy(&alice_says(1))).await.unwrap();

    assert_eq!(conversation(&store, here()).await, [alice_says(1)]);
    assert_eq!(state(&store, &alice_says(1)).await, DeliveryState::Queued);
    let reached = store.news.reached(alice_says(1).id).await.unwrap();
    let reached: Vec<_> = reached.into_iter().map(|it| (it.who, it.state)).collect();
    let queued = |who| (address(who), DeliveryState::Queued);
    assert_eq!(reached, [queued(BOB), queued(CAROL)]);
    assert_eq!(store.peer.pending.depth().await.unwrap().envelopes, 0);
}

#[rstest]
#[tokio::test]
async fn what_was_read_up_to_a_place_is_told_to_each_author_and_this_persons_other_devices(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let by_carol = in_room(2, CAROL, here(), "carol");
    for said in [&bob_says(1), &by_carol, &bob_says(3)] {
        hear(&store, said).await.unwrap();
    }
    let elsewhere = heard(&in_room(4, BOB, room(2), "elsewhere"));
    store.mail.hear(elsewhere).await.unwrap();
    let up_to = entry(&store, &by_carol).await.unwrap().cursor;

    let others = vec![device("d2", ALICE)];
    store.peer.receipts.mark_read(&here().into(), up_to, others, Vec::new(), at(60)).await.unwrap();

    assert_eq!(state(&store, &bob_says(1)).await, DeliveryState::Read);
    assert_eq!(state(&store, &by_carol).await, DeliveryState::Read);
    assert_eq!(state(&store, &bob_says(3)).await, DIRECT);
    let read = |receipt: &Receipt| receipt.read.clone();
    assert_eq!(
        receipts(&store, BOB, "d1").await.iter().flat_map(read).collect::<Vec<_>>(),
        [bob_says(1).id]
    );
    assert_eq!(
        receipts(&store, CAROL, "d1").await.iter().flat_map(read).collect::<Vec<_>>(),
        [by_carol.id]
    );
    let seen = receipts(&store, ALICE, "d2").await.into_iter().flat_map(|it| it.seen);
    let mut seen: Vec<_> = seen.collect();
    seen.sort();
    assert_eq!(seen, [(address(BOB), bob_says(1).id), (address(CAROL), by_carol.id)]);
}

async fn receipts(store: &RoomStore, of: &str, id: &str) -> Vec<Receipt> {
    let to = device(id, of);
    let sealing = || std::sync::Arc::new(causerie_contracts::Plain(1));
    store.peer.outbox.seal(&to, sealing()).await.unwrap();
    let n = message(98, ALICE, of, "-").id;
    store.peer.receipts.send_receipts(&to, n, sealing(), at(61)).await.unwrap();
    let batch = store.peer.pending.waiting(&to, false, 10, 100_000).await.unwrap();
    let read = batch.sealed.iter().map(|it| Message::decode(it.envelope.sealed.as_bytes()));
    let said = read.filter_map(|it| match it.unwrap().body {
        Body::Receipt(receipt) => Some(receipt),
        _ => None,
    });
    said.collect()
}

#[rstest]
#[case::directly(Path::Direct, &[])]
#[case::by_the_mailbox(Path::Mailbox, &[1])]
#[tokio::test]
async fn whose_envelope_comes_again_by_the_mailbox_is_told_that_it_came(
    #[case] path: Path,
    #[case] expected: &[u8],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let said = HeardInRoom { path: Path::Direct, ..heard(&bob_says(1)) };
    let (from, id) = (said.from.clone(), said.envelope.id);
    store.mail.hear(said).await.unwrap();

    store.mail.hear_again(&from, id, path).await.unwrap();
    store.mail.hear_again(&from, heard(&bob_says(2)).envelope.id, path).await.unwrap();

    let expected: Vec<_> = expected.iter().map(|n| bob_says(*n).id).collect();
    assert_eq!(told(&store, &from).await, expected);
}
