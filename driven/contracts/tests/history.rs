//! Every history tells what was said, in both directions and in order.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{DeliveryState, Message, MessageId};
use causerie_contracts::{
    ALICE, BOB, CAROL, PeerStore, Store, address, at, device, message, place,
};
use causerie_usecases::ports::Cursor;
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn a_conversation_holds_both_sides_oldest_first(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let said = [
        message(1, ALICE, BOB, "hello"),
        message(2, BOB, ALICE, "hello yourself"),
        message(3, ALICE, CAROL, "not for bob"),
        message(4, ALICE, BOB, "well"),
    ];

    say(&peer, &said).await;

    let entries = peer.history.conversation(&address(BOB).into(), Cursor(0), 10).await.unwrap();
    assert!(entries.is_sorted_by(|a, b| a.cursor < b.cursor));
    assert_eq!(entries[0].state, DeliveryState::Queued);
    assert_eq!(words(entries), ["hello", "hello yourself", "well"]);
}

#[rstest]
#[case::the_first(0, 2, &["1", "2"])]
#[case::all(0, 10, &["1", "2", "3", "4", "5"])]
#[case::none(0, 0, &[])]
#[case::behind_the_second(2, 2, &["3", "4"])]
#[case::behind_the_last(5, 10, &[])]
#[tokio::test]
async fn a_conversation_is_read_piece_by_piece(
    #[case] after: usize,
    #[case] limit: usize,
    #[case] expected: &[&str],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    for n in 1..=5 {
        let with_bob = message(n, BOB, ALICE, &n.to_string());
        say(&peer, &[with_bob, message(n, CAROL, ALICE, "between")]).await;
    }
    let all = peer.history.conversation(&address(BOB).into(), Cursor(0), 10).await.unwrap();
    let after = after.checked_sub(1).map_or(Cursor(0), |index| all[index].cursor);

    let piece = peer.history.conversation(&address(BOB).into(), after, limit).await.unwrap();

    assert_eq!(words(piece), expected);
}

#[rstest]
#[tokio::test]
async fn a_cursor_from_beyond_the_end_finds_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    say(&peer, &[message(1, BOB, ALICE, "hello")]).await;

    for beyond in [2, u64::MAX] {
        let read =
            peer.history.conversation(&address(BOB).into(), place(beyond), 10).await.unwrap();
        assert_eq!(read, []);
    }
}

#[rstest]
#[tokio::test]
async fn at_most_a_thousand_entries_are_told_at_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let said = (0..1_001_u128).map(|n| Message { id: id(n), ..message(1, BOB, ALICE, "hello") });
    peer.hears(&said.collect::<Vec<_>>(), at(9)).await;

    let first =
        peer.history.conversation(&address(BOB).into(), Cursor(0), usize::MAX).await.unwrap();
    let rest =
        peer.history.conversation(&address(BOB).into(), first[999].cursor, 1_000).await.unwrap();

    assert_eq!((first.len(), rest.len()), (1_000, 1));
}

#[rstest]
#[tokio::test]
async fn conversations_are_told_latest_first(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    say(&peer, &[message(1, BOB, ALICE, "one"), message(2, ALICE, CAROL, "two")]).await;
    say(&peer, &[message(3, ALICE, BOB, "three")]).await;

    let told = peer.history.conversations().await.unwrap();

    let glance: Vec<_> = told.iter().map(|c| (c.with.clone(), c.messages)).collect();
    assert_eq!(glance, [(BOB, 2), (CAROL, 1)].map(|(who, n)| (address(who).into(), n)));
    let latest: Vec<_> = told.into_iter().map(|c| c.latest).collect();
    assert_eq!(latest[0].state, DeliveryState::Queued);
    assert_eq!(words(latest), ["three", "two"]);
}

#[rstest]
#[tokio::test]
async fn at_most_a_thousand_conversations_are_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let said = (0..1_001).map(|n| message(1, &format!("u{n}@chat.example.org"), ALICE, "hello"));
    peer.hears(&said.collect::<Vec<_>>(), at(9)).await;

    let told = peer.history.conversations().await.unwrap();

    assert_eq!(told.len(), 1_000);
    assert_eq!(told[0].with, address("u1000@chat.example.org"));
}

#[rstest]
#[tokio::test]
async fn nothing_was_said_with_a_stranger(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    say(&peer, &[message(1, BOB, ALICE, "hello")]).await;

    let read = peer.history.conversation(&address(CAROL).into(), Cursor(0), 10).await.unwrap();

    assert_eq!(read, []);
}

#[rstest]
#[tokio::test]
async fn a_message_is_found_by_its_author_and_id_alone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (sent, received) = (message(1, ALICE, BOB, "one"), message(2, BOB, ALICE, "two"));
    say(&peer, &[sent.clone(), received.clone()]).await;
    let found = async |author, id| peer.history.message(&address(author), id).await.unwrap();

    assert_eq!(found(ALICE, sent.id).await.map(|e| e.message), Some(sent.clone()));
    assert_eq!(found(BOB, received.id).await.map(|e| e.message), Some(received));
    assert_eq!(found(BOB, sent.id).await, None);
    assert_eq!(found(CAROL, sent.id).await, None);
    assert_eq!(found(ALICE, message(3, ALICE, BOB, "-").id).await, None);
}

async fn say(peer: &PeerStore, said: &[Message]) {
    for message in said {
        if message.author == address(ALICE) {
            let to = device("d1", &message.recipient.to_string());
            peer.sends(message, &[to], 10).await;
        } else {
            peer.hears(std::slice::from_ref(message), at(9)).await;
        }
    }
}

fn words(entries: Vec<causerie_usecases::ports::Entry>) -> Vec<String> {
    let data = |entry: causerie_usecases::ports::Entry| entry.message.body.data().to_vec();
    entries.into_iter().map(|entry| String::from_utf8(data(entry)).unwrap()).collect()
}

fn id(n: u128) -> MessageId {
    let mut bytes = n.to_be_bytes();
    bytes[6] = 0x70;
    bytes[8] = 0x80;
    MessageId::try_from(&bytes[..]).unwrap()
}
