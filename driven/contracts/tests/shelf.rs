//! Every shelf has the pre-keys that were put on it, until they are used or forgotten.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_contracts::{PeerStore, Store, at, one_time_secret, signed_secret};
use causerie_usecases::ports::ShelvedSigned;
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn an_empty_shelf_has_nothing(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();

    assert!(peer.shelved.signed().await.unwrap().is_empty());
    assert!(one_time_above(&peer, 0).await.is_empty());
    assert_eq!(peer.shelved.last_number().await.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn generations_are_told_newest_first(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();

    for generation in [2, 1, 3] {
        peer.shelf.keep_signed(&signed(generation)).await.unwrap();
    }

    assert!(peer.shelved.signed().await.unwrap() == [3, 2, 1].map(signed));
}

#[rstest]
#[tokio::test]
async fn a_generation_that_is_there_stays_as_it_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.shelf.keep_signed(&signed(1)).await.unwrap();

    let another = ShelvedSigned { secret: signed_secret(9), made_at: at(99), ..signed(1) };
    peer.shelf.keep_signed(&another).await.unwrap();

    assert!(peer.shelved.signed().await.unwrap() == [signed(1)]);
}

#[rstest]
#[case::all(0, &[1, 2, 3])]
#[case::some(1, &[2, 3])]
#[case::none(3, &[])]
#[case::none_above_the_largest(u32::MAX, &[])]
#[tokio::test]
async fn one_time_pre_keys_are_told_above_a_number_in_their_order(
    #[case] above: u32,
    #[case] expected: &[u32],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.shelf.keep_signed(&signed(1)).await.unwrap();

    keep_one_time(&peer, &[3, 1]).await;
    keep_one_time(&peer, &[2]).await;

    assert_eq!(one_time_above(&peer, above).await, expected);
    assert_eq!(peer.shelved.last_number().await.unwrap(), 3);
}

#[rstest]
#[tokio::test]
async fn a_one_time_pre_key_that_is_there_stays_as_it_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.shelf.keep_signed(&signed(1)).await.unwrap();
    keep_one_time(&peer, &[1]).await;

    peer.shelf.keep_one_time(vec![(1, one_time_secret(9))]).await.unwrap();

    assert_eq!(one_time_above(&peer, 0).await, [1]);
}

#[rstest]
#[tokio::test]
async fn one_time_pre_keys_belong_to_what_was_the_newest_generation(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.shelf.keep_signed(&signed(1)).await.unwrap();
    keep_one_time(&peer, &[1, 2]).await;
    peer.shelf.keep_signed(&signed(2)).await.unwrap();

    let between = one_time_above(&peer, 0).await;
    keep_one_time(&peer, &[3]).await;

    assert!(between.is_empty());
    assert_eq!(one_time_above(&peer, 0).await, [3]);
    assert_eq!(peer.shelved.last_number().await.unwrap(), 3);
}

#[rstest]
#[tokio::test]
async fn what_is_forgotten_is_gone_with_all_that_belonged_to_it_but_no_number_comes_back(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    for (generation, numbers) in [(1, [1, 2]), (2, [3, 4]), (3, [5, 6])] {
        peer.shelf.keep_signed(&signed(generation)).await.unwrap();
        keep_one_time(&peer, &numbers).await;
    }

    peer.shelf.forget_below(3).await.unwrap();
    let at_three = one_time_above(&peer, 0).await;
    peer.shelf.forget_below(9).await.unwrap();

    assert_eq!(at_three, [5, 6]);
    assert!(peer.shelved.signed().await.unwrap().is_empty());
    assert!(one_time_above(&peer, 0).await.is_empty());
    assert_eq!(peer.shelved.last_number().await.unwrap(), 6);
}

fn signed(generation: u32) -> ShelvedSigned {
    let made_at = at(generation.into());
    ShelvedSigned { generation, secret: signed_secret(generation), made_at }
}

async fn keep_one_time(peer: &PeerStore, numbers: &[u32]) {
    let keys = numbers.iter().map(|number| (*number, one_time_secret(*number))).collect();
    peer.shelf.keep_one_time(keys).await.unwrap();
}

/// Their numbers; each has its own secret.
async fn one_time_above(peer: &PeerStore, number: u32) -> Vec<u32> {
    let keys = peer.shelved.one_time_above(number).await.unwrap();
    assert!(keys.iter().all(|(number, secret)| *secret == one_time_secret(*number)));
    keys.into_iter().map(|(number, _)| number).collect()
}
