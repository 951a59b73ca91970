//! Every directory tells where a device was last, until it is withdrawn.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_contracts::{BOB, CAROL, DirectoryStore, Store, at, device, enrolment};
use causerie_usecases::ports::Published;
use rstest::rstest;

#[rstest]
#[case::by_number("192.0.2.7:7500")]
#[case::by_longer_number("[2001:db8::7]:7500")]
#[case::by_name("bob.example.org:443")]
#[tokio::test]
async fn a_published_address_is_found_whether_it_expired_or_not(
    #[case] address: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    let bob = device("d1", BOB);

    directory.reachability.publish(&bob, &published(address, 1)).await.unwrap();

    let found = directory.whereabouts.whereabouts(&bob).await.unwrap();
    assert_eq!(found, Some(published(address, 1)));
}

#[rstest]
#[tokio::test]
async fn the_next_address_takes_the_place_of_the_former(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    let bob = device("d1", BOB);

    for second in [1, 2, 2] {
        let address = format!("192.0.2.{second}:7500");
        directory.reachability.publish(&bob, &published(&address, second)).await.unwrap();
    }

    let found = directory.whereabouts.whereabouts(&bob).await.unwrap();
    assert_eq!(found, Some(published("192.0.2.2:7500", 2)));
}

#[rstest]
#[tokio::test]
async fn a_withdrawn_address_is_gone_and_withdrawing_again_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    let bob = device("d1", BOB);
    directory.reachability.publish(&bob, &published("192.0.2.7:7500", 1)).await.unwrap();

    directory.reachability.withdraw(&bob).await.unwrap();
    directory.reachability.withdraw(&bob).await.unwrap();

    assert_eq!(directory.whereabouts.whereabouts(&bob).await.unwrap(), None);
}

#[rstest]
#[case::of_a_stranger(device("d1", CAROL))]
#[case::that_bob_does_not_have(device("d2", BOB))]
#[tokio::test]
async fn t49_an_unknown_device_leaves_no_trace(
    #[case] unknown: causerie_chat::DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;

    directory.reachability.publish(&unknown, &published("192.0.2.7:7500", 1)).await.unwrap();
    directory.reachability.withdraw(&device("d3", BOB)).await.unwrap();

    assert_eq!(directory.whereabouts.whereabouts(&unknown).await.unwrap(), None);
    assert_eq!(directory.whereabouts.whereabouts(&device("d1", BOB)).await.unwrap(), None);
}

async fn with_bob(store: Store) -> DirectoryStore {
    let directory = store.directory(10);
    directory.registry.register(&enrolment(BOB, 1, 2), at(0)).await.unwrap();
    directory
}

fn published(address: &str, expires: u64) -> Published {
    Published { address: address.parse().unwrap(), expires: at(expires) }
}
