//! Every inbox keeps what an author says once, and lets nobody speak for another.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{Body, Cause, DeliveryState, Message, Path, Timestamp};
use causerie_contracts::{
    ALICE, BOB, CAROL, Filled, PeerStore, Reading, Store, address, at, device, message, place,
    received,
};
use causerie_usecases::ports::{Cursor, Entry, NotQueued, NotTaken};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn received_messages_are_kept_in_their_order(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let said: Vec<_> = [3, 1, 2].map(|n| message(n, BOB, ALICE, "hello")).into();

    take(&peer, &said, at(9)).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, said);
    let first = peer.history.message(&address(BOB), said[0].id).await.unwrap();
    assert_eq!(
        first,
        Some(Entry {
            cursor: place(1),
            message: said[0].clone(),
            changed_at: at(9),
            state: DeliveryState::Delivered(Path::Direct),
            view: causerie_chat::View::default(),
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

    take(&peer, &[hello.clone(), hello.clone()], at(9)).await.unwrap();
    take(&peer, &[hello], at(10)).await.unwrap();

    let kept = peer.history.conversation(&address(BOB).into(), Cursor(0), 10).await.unwrap();
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
    take_from(&peer, "d1", std::slice::from_ref(&hello), at(8)).await.unwrap();

    // From another device of Bob's: the same one would be taken to bring the same envelope.
    let batch = [next.clone(), other.clone(), last.clone()];
    let refused = take_from(&peer, "d2", &batch, at(9)).await;

    let expected = vec![(received(&other).id, Cause::ID_IN_USE)];
    assert!(matches!(refused, Err(NotTaken::Refused(refused)) if refused == expected));
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

    peer.hears(&[of_carol.clone(), of_bob.clone()], at(9)).await;
    peer.sends(&own, &[device("d1", BOB)], 10).await;

    assert_eq!(conversation(&peer, BOB).await, [of_bob, own]);
    assert_eq!(conversation(&peer, CAROL).await, [of_carol]);
}

#[rstest]
#[case::empty(78, b"")]
#[case::the_largest_number(u64::MAX, b"\x00\xff\x00")]
#[case::of_many_bytes(7, b"seven")]
#[tokio::test]
async fn t63_a_body_of_an_unknown_kind_comes_back_as_it_came(
    #[case] kind: u64,
    #[case] data: &[u8],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let odd = Message { body: unknown(kind, data), ..message(1, BOB, ALICE, "-") };

    take(&peer, std::slice::from_ref(&odd), at(9)).await.unwrap();

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

    take(&peer, std::slice::from_ref(&said), at(9)).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, [said]);
}

#[rstest]
#[tokio::test]
async fn a_note_to_oneself_that_comes_back_is_kept_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let note = message(1, ALICE, ALICE, "buy bread");

    peer.sends(&note, &[device("d1", ALICE)], 10).await;
    take(&peer, std::slice::from_ref(&note), at(9)).await.unwrap();

    assert_eq!(conversation(&peer, ALICE).await, [note]);
}

#[rstest]
#[tokio::test]
async fn t51_what_is_not_from_this_person_is_not_sent(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let others = message(1, BOB, CAROL, "between us");

    let sent = peer.outbox.enqueue(&others, vec![], Arc::new(Filled(1))).await;

    assert!(matches!(sent, Err(NotQueued::Unavailable(_))));
    assert_eq!(peer.history.conversations().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn nothing_to_keep_is_kept(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();

    let opening = Arc::new(Reading::default());
    peer.inbox.take(&device("d1", BOB), vec![], opening, Path::Direct, at(9)).await.unwrap();

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
            let (bob, opening) = (device("d1", BOB), Arc::new(Reading::default()));
            tokio::spawn(async move {
                inbox.take(&bob, vec![incoming], opening, Path::Direct, at(n)).await
            })
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
    let entries = peer.history.conversation(&address(with).into(), Cursor(0), 100).await.unwrap();
    entries.into_iter().map(|entry| entry.message).collect()
}

/// Takes it all at once from the first device of its author.
async fn take(peer: &PeerStore, said: &[Message], at: Timestamp) -> Result<(), NotTaken> {
    take_from(peer, "d1", said, at).await
}

async fn take_from(
    peer: &PeerStore,
    id: &str,
    said: &[Message],
    at: Timestamp,
) -> Result<(), NotTaken> {
    let from = device(id, &said[0].author.to_string());
    let envelopes = said.iter().map(received).collect();
    peer.inbox.take(&from, envelopes, Arc::new(Reading::default()), Path::Direct, at).await
}
