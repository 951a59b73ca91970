//! What is said in rooms is shown, found, backed up and given on as what is said between two.

use causerie_chat::{Conversation, DeliveryState, Message};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, Store, address, at, in_room, message, room,
};
use causerie_usecases::ports::{Cursor, HistoryTransfer, Sought, Wish};
use rstest::rstest;

use crate::given::{
    DIRECT, alice_says, bob_says, conversation, copy, entry, hear, heard, here, say, scene, state,
};

/// Something in both rooms, and something Bob said to Alice alone.
async fn talk(store: &RoomStore) -> Vec<Message> {
    let said = vec![
        bob_says(1),
        alice_says(2),
        in_room(3, CAROL, room(2), "carol elsewhere"),
        message(4, BOB, ALICE, "bob alone"),
        in_room(5, CAROL, here(), "carol 5"),
    ];
    hear(store, &said[0]).await.unwrap();
    say(store, &said[1]).await.unwrap();
    hear(store, &said[2]).await.unwrap();
    store.peer.hears(&said[3..4], at(50)).await;
    hear(store, &said[4]).await.unwrap();
    said
}

#[rstest]
#[tokio::test]
async fn each_room_and_each_person_is_a_conversation_of_its_own(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let said = talk(&store).await;

    assert_eq!(
        conversation(&store, here()).await,
        [&said[0], &said[1], &said[4]].map(Clone::clone)
    );
    assert_eq!(conversation(&store, room(2)).await, [said[2].clone()]);
    let glances = store.peer.history.conversations().await.unwrap();
    let glances: Vec<_> =
        glances.into_iter().map(|it| (it.with, it.messages, it.latest.message)).collect();
    let bob = Conversation::from(address(BOB));
    assert_eq!(
        glances,
        [
            (here().into(), 3, said[4].clone()),
            (bob.clone(), 1, said[3].clone()),
            (room(2).into(), 1, said[2].clone()),
        ]
    );
    let with_bob = store.peer.history.conversation(&bob, Cursor(0), 10).await.unwrap();
    assert_eq!(with_bob.len(), 1);
    let ours = store.peer.history.undelivered(&here().into(), 10).await.unwrap();
    assert_eq!(ours.into_iter().map(|it| it.message).collect::<Vec<_>>(), [said[1].clone()]);
    assert_eq!(store.peer.history.undelivered(&bob, 10).await.unwrap(), []);
}

#[rstest]
#[case::anywhere(None, &[5, 4, 3, 1])]
#[case::in_a_room(Some(here().into()), &[5, 1])]
#[case::with_a_person(Some(address(BOB).into()), &[4])]
#[tokio::test]
async fn what_is_looked_for_is_found_where_it_was_said(
    #[case] with: Option<Conversation>,
    #[case] expected: &[u8],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    talk(&store).await;

    let words = "o".parse().unwrap();
    let wish = Wish { what: Sought::Words(words), with, since: None, until: None, before: None };
    let found = store.peer.search.search(&wish, 10).await.unwrap();

    let found: Vec<_> = found.iter().map(|it| it.message.id.as_bytes()[0]).collect();
    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn it_can_be_given_on_and_recalled(
    #[values(Store::Memory, Store::Sqlite)] first: Store,
    #[values(Store::Memory, Store::Sqlite)] second: Store,
) {
    let (first, second) = (scene(first).await, scene(second).await);
    let said = talk(&first).await;
    store_reads(&first).await;
    hear(&second, &bob_says(9)).await.unwrap();
    let transfer = HistoryTransfer::new(causerie_contracts::device("d2", ALICE));

    let entries = first.peer.chronicle.latest(None, 100).await.unwrap();
    second.peer.recollection.begin(&transfer).await.unwrap();
    second.peer.recollection.recall(Vec::new(), entries, &transfer).await.unwrap();

    let here_now = [&said[0], &said[1], &said[4], &bob_says(9)].map(Clone::clone);
    assert_eq!(conversation(&second, here()).await, here_now);
    assert_eq!(state(&second, &bob_says(1)).await, DeliveryState::Read);
    assert_eq!(state(&second, &said[4]).await, DIRECT);
    assert_eq!(state(&second, &alice_says(2)).await, DeliveryState::Queued);
    assert_eq!(second.peer.pending.depth().await.unwrap().envelopes, 0);
}

/// Alice reads the first message of the room.
async fn store_reads(store: &RoomStore) {
    let first = entry(store, &bob_says(1)).await.unwrap().cursor;
    store
        .peer
        .receipts
        .mark_read(&here().into(), first, Vec::new(), Vec::new(), at(60))
        .await
        .unwrap();
}

#[rstest]
#[tokio::test]
async fn it_can_be_backed_up_and_put_back(
    #[values(Store::Memory, Store::Sqlite)] first: Store,
    #[values(Store::Memory, Store::Sqlite)] second: Store,
) {
    let (first, second) = (scene(first).await, second.rooms());
    let said = talk(&first).await;
    store_reads(&first).await;

    let mut entries = first.peer.chronicle.latest(None, 100).await.unwrap();
    entries.reverse();
    second.peer.archive.restore(Vec::new(), entries).await.unwrap();

    let here_now = [&said[0], &said[1], &said[4]].map(Clone::clone);
    assert_eq!(conversation(&second, here()).await, here_now);
    assert_eq!(conversation(&second, room(2)).await, [said[2].clone()]);
    assert_eq!(state(&second, &bob_says(1)).await, DeliveryState::Read);
    assert_eq!(state(&second, &said[4]).await, DIRECT);
}

#[rstest]
#[tokio::test]
async fn what_was_seen_at_another_device_is_read_here(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();
    let seen = [bob_says(1), bob_says(2)].map(|it| (it.author, it.id)).to_vec();
    let receipt = causerie_chat::Receipt { seen, ..causerie_chat::Receipt::default() };
    let told =
        Message { body: causerie_chat::Body::Receipt(receipt), ..message(9, ALICE, ALICE, "-") };

    let opening = std::sync::Arc::new(causerie_contracts::Reading::default());
    let envelopes = vec![causerie_contracts::received(&told)];
    let from = causerie_contracts::device("d2", ALICE);
    let direct = causerie_chat::Path::Direct;
    store.peer.inbox.take(&from, envelopes, opening, direct, at(60)).await.unwrap();
    hear(&store, &bob_says(2)).await.unwrap();
    hear(&store, &bob_says(3)).await.unwrap();

    assert_eq!(state(&store, &bob_says(1)).await, DeliveryState::Read);
    assert_eq!(
        state(&store, &bob_says(2)).await,
        DeliveryState::Read,
        "it was told before it came"
    );
    assert_eq!(state(&store, &bob_says(3)).await, DIRECT);
}

#[rstest]
#[tokio::test]
async fn what_another_device_says_makes_nobody_a_contact(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let before = store.peer.identities.identities().await.unwrap();
    let stranger = address("stranger@chat.example.org");

    let said =
        causerie_usecases::ports::HeardInRoom { readers: vec![stranger], ..copy(&alice_says(1)) };
    store.mail.hear(said).await.unwrap();
    let by_stranger = in_room(2, "stranger@chat.example.org", here(), "hi");
    store.mail.hear(heard(&by_stranger)).await.unwrap();

    assert_eq!(store.peer.identities.identities().await.unwrap(), before);
}
