use causerie_chat::{Body, Cause, Message, MessageRef, Path};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, Store, at, device, in_room, message, room, room_keep,
};
use causerie_usecases::ports::{HeardInRoom, NotHeard, RoomStep};
use rstest::rstest;

use crate::given::{bob_says, conversation, entry, hear, heard, here, scene, step};

async fn refused(store: &RoomStore, message: &Message) -> Option<Cause> {
    let refused = match hear(store, message).await {
        Err(NotHeard::Refused(cause)) => Ok(Some(cause)),
        other => other.map(|()| None),
    };
    refused.unwrap()
}

fn edit(n: u8, author: &str, room: causerie_chat::RoomId) -> Message {
    let body = Body::Edit { target: bob_says(1).id, text: "other".parse().unwrap() };
    Message { body, ..in_room(n, author, room, "-") }
}

fn reaction(n: u8, author: &str, room: causerie_chat::RoomId) -> Message {
    let target = MessageRef { id: bob_says(1).id, author: bob_says(1).author };
    let body = Body::Reaction { target, emoji: Some("👍".parse().unwrap()) };
    Message { body, ..in_room(n, author, room, "-") }
}

#[rstest]
#[case::a_reaction(reaction(2, CAROL, room(2)))]
#[case::an_edit(edit(2, BOB, room(2)))]
#[case::a_deletion(Message { body: Body::Delete { target: bob_says(1).id }, ..bob_in(2, room(2)) })]
#[tokio::test]
async fn t38_nothing_said_in_a_room_changes_another(
    #[case] change: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();
    let before = entry(&store, &bob_says(1)).await;

    assert_eq!(refused(&store, &change).await, Some(Cause::NOT_CHANGEABLE));
    assert_eq!(entry(&store, &bob_says(1)).await, before);
}

#[rstest]
#[case::a_reaction(reaction(2, CAROL, room(2)))]
#[case::an_edit(edit(2, BOB, room(2)))]
#[tokio::test]
async fn t38_nor_does_it_when_it_comes_first(
    #[case] change: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &change).await.unwrap();

    hear(&store, &bob_says(1)).await.unwrap();

    let view = entry(&store, &bob_says(1)).await.unwrap().view;
    assert!(view.edited.is_none() && view.reactions.is_empty(), "{view:?}");
}

fn bob_in(n: u8, room: causerie_chat::RoomId) -> Message {
    in_room(n, BOB, room, "-")
}

#[rstest]
#[tokio::test]
async fn t38_what_two_say_to_each_other_is_not_changed_from_a_room(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    store.peer.hears(&[message(1, BOB, ALICE, "between us")], at(20)).await;

    assert_eq!(refused(&store, &edit(2, BOB, here())).await, Some(Cause::NOT_CHANGEABLE));
    assert_eq!(refused(&store, &reaction(3, BOB, here())).await, Some(Cause::NOT_CHANGEABLE));
}

#[rstest]
#[tokio::test]
async fn t38_only_its_author_edits_and_all_react(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();

    // Carol can name only her own, and has none of that id.
    hear(&store, &edit(2, CAROL, here())).await.unwrap();
    for (n, who) in [(3, BOB), (4, CAROL)] {
        hear(&store, &reaction(n, who, here())).await.unwrap();
    }
    let before = entry(&store, &bob_says(1)).await.unwrap().view;
    hear(&store, &edit(5, BOB, here())).await.unwrap();

    assert_eq!((before.edited, before.reactions.len()), (None, 2));
    let view = entry(&store, &bob_says(1)).await.unwrap().view;
    assert_eq!(view.edited.unwrap().0.as_str(), "other");
}

#[rstest]
#[case::in_the_same_room(in_room(1, BOB, room(1), "something else"))]
#[case::in_another_room(in_room(1, BOB, room(2), "bob 1"))]
#[tokio::test]
async fn another_message_under_an_id_is_refused(
    #[case] other: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();

    let mut again = heard(&other);
    again.envelope.id = heard(&bob_says(7)).envelope.id;
    let refused = store.mail.hear(again).await;

    assert!(matches!(refused, Err(NotHeard::Refused(cause)) if cause == Cause::ID_IN_USE));
    assert_eq!(conversation(&store, here()).await, [bob_says(1)]);
    assert_eq!(conversation(&store, room(2)).await, []);
}

#[rstest]
#[case::a_request(Body::RoomRequest(Box::new(causerie_chat::RoomRequest { room: here(), package: vec![1] })))]
#[tokio::test]
async fn what_devices_tell_each_other_is_not_said_in_rooms(
    #[case] body: Body,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let cause = refused(&store, &Message { body, ..bob_says(1) }).await;

    assert_eq!(cause, Some(Cause::WRONG_WAY));
    assert_eq!(entry(&store, &bob_says(1)).await, None);
}

#[rstest]
#[tokio::test]
async fn what_is_refused_is_kept_for_inspection_and_the_room_is_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();

    let keep = Some(room_keep(None, 77));
    let (step, path) = (RoomStep { keep, room: room(2), ..step(0) }, Path::Mailbox);
    let change = HeardInRoom { step, path, ..heard(&edit(2, BOB, room(2))) };
    let id = change.envelope.id;
    store.mail.hear(change).await.unwrap_err();

    let aside = store.peer.unopened.unopened().await.unwrap();
    let aside: Vec<_> = aside.into_iter().map(|it| (it.id, it.from, it.cause)).collect();
    assert_eq!(aside, [(id, device("d1", BOB), Cause::NOT_CHANGEABLE)]);
    assert_eq!(store.book.room(room(2)).await.unwrap().unwrap().state[0], 77);
    let due = store.peer.due_receipts.due_receipts(false).await.unwrap();
    assert!(due.contains(&device("d1", BOB)));
}

#[rstest]
#[case::by_the_mailbox(Path::Mailbox, Cause::CANNOT_OPEN, true)]
#[case::directly(Path::Direct, Cause::CANNOT_OPEN, false)]
#[case::of_a_revoked_device(Path::Mailbox, Cause::DEVICE_REVOKED, false)]
#[tokio::test]
async fn what_cannot_be_opened_is_kept_for_inspection_and_its_sender_told_by_the_mailbox(
    #[case] path: Path,
    #[case] cause: Cause,
    #[case] is_told: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (store, from) = (scene(store).await, device("d1", BOB));
    let envelope = heard(&bob_says(1)).envelope;

    store.mail.refuse(&from, &envelope, &cause, path, at(50)).await.unwrap();

    let aside = store.peer.unopened.unopened().await.unwrap();
    let aside: Vec<_> = aside.into_iter().map(|it| (it.id, it.cause, it.bytes)).collect();
    assert_eq!(aside, [(envelope.id, cause, 300)]);
    let due = store.peer.due_receipts.due_receipts(false).await.unwrap();
    assert_eq!(due.contains(&from), is_told);
    hear(&store, &bob_says(1)).await.unwrap();
    assert_eq!(store.peer.unopened.unopened().await.unwrap(), []);
}
