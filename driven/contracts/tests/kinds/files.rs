//! That somebody offers a file is kept, found and wiped as words are.

use causerie_chat::{Body, Cause, Emoji};
use causerie_contracts::{PeerStore, Store, at};
use causerie_usecases::ports::{Entry, Sought, Wish};
use rstest::rstest;

use crate::given::{
    arrive, bring, by_alice, conversation, deletion, edit, ending, file, now, reaction, seen,
};

async fn found(peer: &PeerStore, words: &str) -> Vec<Entry> {
    let words = words.parse().unwrap();
    let wish =
        Wish { what: Sought::Words(words), with: None, since: None, until: None, before: None };
    peer.search.search(&wish, 10).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_file_is_kept_whole_and_reacted_to(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();

    arrive(&peer, &[file("a.txt"), by_alice(reaction(2, Some("!")))], now()).await;

    let kept = seen(&peer).await;
    assert_eq!(kept.message, file("a.txt"));
    assert_eq!(kept.view.reactions.values().map(Emoji::as_str).collect::<Vec<_>>(), ["!"]);
}

#[rstest]
#[tokio::test]
async fn t38_a_file_is_deleted_by_its_sender_and_not_edited(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(false, true)] first: bool,
) {
    let peer = store.peer();
    let mut story = vec![file("a.txt"), deletion(3)];
    story.rotate_left(first.into());
    if !first {
        arrive(&peer, &story[..1], now()).await;
        assert_eq!(bring(&peer, &edit(2, "b"), now()).await, Some(Cause::NOT_CHANGEABLE));
    }

    assert_eq!(arrive(&peer, &story, now()).await, []);

    let kept = seen(&peer).await;
    assert_eq!((kept.message.body, kept.view.deleted), (Body::Wiped, true));
}

#[rstest]
#[tokio::test]
async fn a_file_that_has_disappeared_is_wiped(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    arrive(&peer, &[ending(file("a.txt"), at(60))], now()).await;

    peer.timers.wipe_expired(at(60)).await.unwrap();

    assert_eq!(conversation(&peer).await, []);
    assert_eq!(seen(&peer).await.message.body, Body::Wiped);
}

#[rstest]
#[tokio::test]
async fn a_file_is_found_by_its_name_and_by_what_was_said_with_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(false, true)] changed: bool,
) {
    let peer = store.peer();
    arrive(&peer, &[file("Report.pdf")], now()).await;
    if changed {
        arrive(&peer, &[by_alice(reaction(2, Some("!")))], now()).await;
    }

    assert_eq!(found(&peer, "look report").await.len(), 1);
    assert_eq!(found(&peer, "letter").await.len(), 0);

    arrive(&peer, &[deletion(3)], now()).await;
    assert_eq!(found(&peer, "report").await.len(), 0);
}
