//! Every store finds what was said, the latest first.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{Body, DeviceAddress, Message, Path};
use causerie_contracts::{ALICE, BOB, CAROL, PeerStore, Store, address, at, device, message};
use causerie_usecases::ports::{Cursor, Sought, Wish};
use rstest::rstest;

/// Any message that says `words`.
fn wish(words: &str) -> Wish {
    let words = words.parse().unwrap();
    Wish { what: Sought::Words(words), with: None, since: None, until: None, before: None }
}

fn sent(n: u8, from: &str, to: &str, text: &str) -> Message {
    Message { sent_at: at(u64::from(n)), ..message(n, from, to, text) }
}

/// Alice's conversations with Bob and Carol.
async fn scene(store: Store) -> PeerStore {
    let peer = store.peer();
    let hears = async |said: Message| peer.hears_by(Path::Direct, &[said], at(50)).await;
    let sends = async |said: Message, to: DeviceAddress| peer.sends(&said, &[to], 10).await;
    hears(sent(1, BOB, ALICE, "Is this a test?")).await;
    sends(sent(2, ALICE, BOB, "I am Testing it"), device("d1", BOB)).await;
    hears(sent(3, CAROL, ALICE, "no testimony of mine")).await;
    sends(sent(4, ALICE, CAROL, "well, the exam then"), device("d1", CAROL)).await;
    hears(sent(5, BOB, ALICE, "the test is over")).await;
    peer
}

async fn found(peer: &PeerStore, wish: Wish, limit: usize) -> Vec<u8> {
    let found = peer.search.search(&wish, limit).await.unwrap();
    found
        .iter()
        .map(|entry| (entry.message.sent_at.millis() - at(0).millis()) / 1_000)
        .map(small)
        .collect()
}

fn small(n: u64) -> u8 {
    n.try_into().unwrap()
}

#[rstest]
#[case::a_word("test", &[5, 3, 2, 1])]
#[case::capitals("TESTING", &[2])]
#[case::all_words("the test", &[5])]
#[case::nothing("homework", &[])]
#[tokio::test]
async fn what_says_all_words_is_found_the_latest_first(
    #[case] words: &str,
    #[case] numbers: &[u8],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    assert_eq!(found(&peer, wish(words), 10).await, numbers);
}

#[rstest]
#[tokio::test]
async fn person_and_time_narrow_it_down(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = scene(store).await;
    let with = |who| Wish { with: Some(address(who).into()), ..wish("test") };

    assert_eq!(found(&peer, with(BOB), 10).await, [5, 2, 1]);
    assert_eq!(found(&peer, with(CAROL), 10).await, [3]);
    assert_eq!(found(&peer, with("nobody@x.org"), 10).await, []);
    assert_eq!(found(&peer, Wish { since: Some(at(2)), ..wish("test") }, 10).await, [5, 3, 2]);
    assert_eq!(found(&peer, Wish { until: Some(at(2)), ..wish("test") }, 10).await, [1]);
}

#[rstest]
#[tokio::test]
async fn the_last_that_was_told_is_where_to_go_on(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let first = peer.search.search(&wish("test"), 2).await.unwrap();

    let before = Some(first[1].cursor);
    let rest = found(&peer, Wish { before, ..wish("test") }, 10).await;

    assert_eq!((first.len(), rest), (2, vec![2, 1]));
    let none = Wish { before: Some(Cursor(0)), ..wish("test") };
    assert_eq!(found(&peer, none, 10).await, []);
    assert_eq!(found(&peer, wish("test"), 0).await, []);
}

#[rstest]
#[tokio::test]
async fn what_is_found_is_the_entry_of_the_conversation(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    let found = peer.search.search(&wish("exam"), 1).await.unwrap();

    let all = peer.history.conversation(&address(CAROL).into(), Cursor(0), 10).await.unwrap();
    assert_eq!(found, all[1..]);
}

#[rstest]
#[tokio::test]
async fn only_texts_are_looked_into(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let body = Body::Unknown { kind: 77, data: b"a test".to_vec() };
    let later = Message { body, ..message(1, BOB, ALICE, "-") };
    peer.hears_by(Path::Direct, &[later], at(50)).await;

    assert_eq!(found(&peer, wish("test"), 10).await, []);
}

#[rstest]
#[tokio::test]
async fn a_long_history_is_looked_through_to_its_beginning(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.hears_by(Path::Direct, &[sent(1, BOB, ALICE, "the needle")], at(50)).await;
    let hay: Vec<_> = (0..3_000_u16)
        .map(|n| {
            let mut id = [0; 16];
            (id[..2]).copy_from_slice(&n.to_be_bytes());
            (id[6], id[8]) = (0x70, 0x80);
            let id = causerie_chat::MessageId::try_from(&id[..]).unwrap();
            Message { id, ..sent(9, BOB, ALICE, "hay") }
        })
        .collect();
    peer.hears_at_once(&hay, at(51)).await;

    assert_eq!(found(&peer, wish("needle"), 10).await, [1]);
    assert_eq!(found(&peer, wish("hay"), 1_500).await.len(), 1_000);
}
