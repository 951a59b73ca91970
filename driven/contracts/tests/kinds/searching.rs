use causerie_contracts::{PeerStore, Store, at};
use causerie_usecases::ports::{Sought, Wish};
use rstest::rstest;

use crate::given::{arrive, base, deletion, edit, ending, now, reaction, text};

async fn found(peer: &PeerStore, words: &str) -> Vec<String> {
    let words = words.parse().unwrap();
    let wish =
        Wish { what: Sought::Words(words), with: None, since: None, until: None, before: None };
    let found = peer.search.search(&wish, 10).await.unwrap();
    found.iter().filter_map(text).map(str::to_owned).collect()
}

#[rstest]
#[tokio::test]
async fn the_text_of_now_is_found_and_no_former_one(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    arrive(&peer, &[base(), reaction(4, Some("words"))], now()).await;
    assert_eq!(found(&peer, "first").await, ["first words"]);

    arrive(&peer, &[edit(2, "second words")], now()).await;

    assert!(found(&peer, "first").await.is_empty());
    assert_eq!(found(&peer, "second").await, ["second words"]);
    assert_eq!(found(&peer, "words").await, ["second words"]);
}

#[rstest]
#[tokio::test]
async fn what_was_deleted_or_has_disappeared_is_not_found(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (deleted, expired) = (store.peer(), store.peer());
    arrive(&deleted, &[base(), edit(2, "second words"), deletion(3)], now()).await;
    arrive(&expired, &[ending(base(), at(60)), edit(2, "second words")], now()).await;
    assert_eq!(found(&expired, "words").await.len(), 1);

    expired.timers.wipe_expired(at(60)).await.unwrap();

    for peer in [deleted, expired] {
        assert!(found(&peer, "words").await.is_empty());
        assert!(found(&peer, "second").await.is_empty());
    }
}
