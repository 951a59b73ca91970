//! Every inbox keeps what an author says once, and lets nobody speak for another.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{Body, DeliveryState, Message, Path};
use causerie_contracts::{
    ALICE, BOB, CAROL, PeerStore, Store, address, at, device, message, outgoing, received,
};
use causerie_usecases::ports::{Cursor, Entry, NotQueued, NotReceived};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn received_messages_are_kept_in_their_order(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let said: Vec<_> = [3, 1, 2].map(|n| message(n, BOB, ALICE, "hello")).into();

    peer.inbox.keep(said.iter().map(received).collect(), at(9)).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, said);
    let first = peer.history.message(&address(BOB), said[0].id).await.unwrap();
    assert_eq!(
        first,
        Some(Entry {
            cursor: Cursor(1),
            message: said[0].clone(),
            changed_at: at(9),
            state: DeliveryState::Delivered(Path::Direct),
        })
    );
}

#[rstest]
#[tokio::test]
async fn a_message_received_before_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, BOB, ALICE, "hello");

    peer.inbox.keep(vec![received(&hello), received(&hello)], at(9)).await.unwrap();
    peer.inbox.keep(vec![received(&hello)], at(10)).await.unwrap();

    let kept = peer.history.conversation(&address(BOB), Cursor(0), 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].changed_at, at(9));
}

#[rstest]
#[case::other_words(message(1, BOB, ALICE, "goodbye"))]
#[case::another_time(Message { sent_at: at(77), ..message(1, BOB, ALICE, "hello") })]
#[case::another_kind(Message { body: unknown(7, b"hello"), ..message(1, BOB, ALICE, "hello") })]
#[tokio::test]
async fn another_message_under_a_used_id_is_refused_and_all_others_are_kept(
    #[case] other: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (hello, next) = (message(1, BOB, ALICE, "hello"), message(2, BOB, ALICE, "next"));
    let last = message(3, BOB, ALICE, "last");
    peer.inbox.keep(vec![received(&hello)], at(8)).await.unwrap();

    let batch = [&next, &other, &last].map(received);
    let refused = peer.inbox.keep(batch.to_vec(), at(9)).await;

    assert!(matches!(refused, Err(NotReceived::IdInUse(ids)) if ids == [batch[1].envelope]));
    assert_eq!(conversation(&peer, BOB).await, [hello, next, last]);
}

#[rstest]
#[tokio::test]
async fn t51_an_id_that_another_author_used_suppresses_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let of_bob = message(1, BOB, ALICE, "hello");
    let of_carol = message(1, CAROL, ALICE, "noise");
    let own = message(1, ALICE, BOB, "my own");

    peer.inbox.keep(vec![received(&of_carol), received(&of_bob)], at(9)).await.unwrap();
    let envelope = outgoing(&own, &device("d1", BOB), 10);
    peer.outbox.enqueue(&own, vec![envelope]).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, [of_bob, own]);
    assert_eq!(conversation(&peer, CAROL).await, [of_carol]);
}

#[rstest]
#[case::empty(2, b"")]
#[case::the_largest_number(u64::MAX, b"\x00\xff\x00")]
#[case::zero(0, b"zero")]
#[tokio::test]
async fn t63_a_body_of_an_unknown_kind_comes_back_as_it_came(
    #[case] kind: u64,
    #[case] data: &[u8],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let odd = Message { body: unknown(kind, data), ..message(1, BOB, ALICE, "-") };

    peer.inbox.keep(vec![received(&odd)], at(9)).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, [odd]);
}

#[rstest]
#[case::a_quote("'); DROP TABLE messages; --")]
#[case::nul("a\0b")]
#[case::many_bytes_a_letter("👩‍🚀 ä ﷽")]
#[tokio::test]
async fn t53_words_are_only_words(
    #[case] words: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let said = message(1, BOB, ALICE, words);

    peer.inbox.keep(vec![received(&said)], at(9)).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, [said]);
}

#[rstest]
#[tokio::test]
async fn a_note_to_oneself_that_comes_back_is_kept_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let note = message(1, ALICE, ALICE, "buy bread");

    let envelope = outgoing(&note, &device("d1", ALICE), 10);
    peer.outbox.enqueue(&note, vec![envelope]).await.unwrap();
    peer.inbox.keep(vec![received(&note)], at(9)).await.unwrap();

    assert_eq!(conversation(&peer, ALICE).await, [note]);
}

#[rstest]
#[tokio::test]
async fn t51_what_is_neither_from_nor_to_this_person_is_not_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let others = message(1, BOB, CAROL, "between us");
    let own = message(2, BOB, ALICE, "for you");

    let received = peer.inbox.keep(vec![received(&own), received(&others)], at(9)).await;
    let sent = peer.outbox.enqueue(&others, vec![]).await;

    assert!(matches!(received, Err(NotReceived::Unavailable(_))));
    assert!(matches!(sent, Err(NotQueued::Unavailable(_))));
    assert_eq!(peer.history.conversations().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn nothing_to_keep_is_kept(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();

    peer.inbox.keep(vec![], at(9)).await.unwrap();

    assert_eq!(peer.history.conversations().await.unwrap(), []);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_message_that_many_bring_at_once_is_kept_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, BOB, ALICE, "hello");

    let racing: Vec<_> = (0..16)
        .map(|n| {
            let (inbox, incoming) = (peer.inbox.clone(), received(&hello));
            tokio::spawn(async move { inbox.keep(vec![incoming], at(n)).await })
        })
        .collect();
    for outcome in racing {
        outcome.await.unwrap().unwrap();
    }

    assert_eq!(conversation(&peer, BOB).await, [hello]);
}

fn unknown(kind: u64, data: &[u8]) -> Body {
    Body::from_parts(kind, data.to_vec()).unwrap()
}

async fn conversation(peer: &PeerStore, with: &str) -> Vec<Message> {
    let entries = peer.history.conversation(&address(with), Cursor(0), 100).await.unwrap();
    entries.into_iter().map(|entry| entry.message).collect()
}
