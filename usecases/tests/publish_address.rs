//! Telling where a device can be reached, and asking for it.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{DeviceAddress, NetworkAddress, Timestamp};
use causerie_memory::MemoryDirectory;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{
            PublishAddress, PublishAddressError, PublishAddressHandler, WithdrawAddress,
            WithdrawAddressHandler,
        },
        queries::{WhereIs, WhereIsHandler},
    },
    ports::{Published, Registry},
};
use given::{at, device, enrolment};
use rstest::rstest;

struct Directory {
    publish: PublishAddressHandler,
    withdraw: WithdrawAddressHandler,
    where_is: WhereIsHandler,
}

/// A directory where Alice and Bob are on record.
async fn directory() -> Directory {
    let store = Arc::new(MemoryDirectory::default());
    for name in ["alice", "bob"] {
        store.register(&enrolment(name), at(1)).await.unwrap();
    }
    Directory {
        publish: PublishAddressHandler { people: store.clone(), reachability: store.clone() },
        withdraw: WithdrawAddressHandler { reachability: store.clone() },
        where_is: WhereIsHandler { whereabouts: store },
    }
}

impl Directory {
    async fn whereabouts(&self, device: DeviceAddress, at: Timestamp) -> Option<Published> {
        self.where_is.handle(WhereIs { device, at }).await.unwrap()
    }
}

/// For a minute, from second 100 on.
fn here(device: DeviceAddress) -> PublishAddress {
    let address = "192.0.2.7:7500".parse().unwrap();
    PublishAddress { device, address, time_to_live: 60_000, at: at(100) }
}

#[tokio::test]
async fn an_address_is_told_until_it_expires() {
    let directory = directory().await;

    directory.publish.handle(here(device("bob"))).await.unwrap();

    let expected = Published { address: "192.0.2.7:7500".parse().unwrap(), expires: at(160) };
    let last = Timestamp::from_millis(159_999);
    assert_eq!(directory.whereabouts(device("bob"), last).await, Some(expected));
    assert_eq!(directory.whereabouts(device("bob"), at(160)).await, None);
}

#[tokio::test]
async fn an_address_takes_the_place_of_the_former_one() {
    let directory = directory().await;
    directory.publish.handle(here(device("bob"))).await.unwrap();

    let address: NetworkAddress = "192.0.2.8:7600".parse().unwrap();
    let moved = PublishAddress { address: address.clone(), at: at(110), ..here(device("bob")) };
    directory.publish.handle(moved).await.unwrap();

    let expected = Published { address, expires: at(170) };
    assert_eq!(directory.whereabouts(device("bob"), at(111)).await, Some(expected));
}

#[rstest]
#[case::an_hour(3_600_000, at(3_700))]
#[case::a_millisecond_more(3_600_001, at(3_700))]
#[case::for_ever(u64::MAX, at(3_700))]
#[case::less(3_599_000, at(3_699))]
#[tokio::test]
async fn an_address_lives_for_an_hour_at_most(
    #[case] time_to_live: u64,
    #[case] expires: Timestamp,
) {
    let directory = directory().await;

    let command = PublishAddress { time_to_live, ..here(device("bob")) };
    directory.publish.handle(command).await.unwrap();

    let published = directory.whereabouts(device("bob"), at(101)).await.unwrap();
    assert_eq!(published.expires, expires);
}

#[rstest]
#[case::of_nobody("d1.carol.peers.example.org")]
#[case::of_somebody_but_not_theirs("d2.bob.peers.example.org")]
#[case::at_another_directory("d1.bob.peers.example.com")]
#[tokio::test]
async fn a_device_that_is_not_on_record_publishes_nothing(#[case] unknown: DeviceAddress) {
    let directory = directory().await;

    let refused = directory.publish.handle(here(unknown.clone())).await;

    assert!(matches!(refused, Err(PublishAddressError::UnknownDevice)));
    assert_eq!(directory.whereabouts(unknown, at(101)).await, None);
    assert_eq!(directory.whereabouts(device("bob"), at(101)).await, None);
}

#[tokio::test]
async fn a_withdrawn_address_is_told_to_nobody_and_others_stay() {
    let directory = directory().await;
    directory.publish.handle(here(device("alice"))).await.unwrap();
    directory.publish.handle(here(device("bob"))).await.unwrap();

    directory.withdraw.handle(WithdrawAddress { device: device("bob") }).await.unwrap();

    assert_eq!(directory.whereabouts(device("bob"), at(101)).await, None);
    assert!(directory.whereabouts(device("alice"), at(101)).await.is_some());
}

#[tokio::test]
async fn there_need_be_no_address_to_withdraw() {
    let directory = directory().await;

    let bob = directory.withdraw.handle(WithdrawAddress { device: device("bob") }).await;
    let nobody = directory.withdraw.handle(WithdrawAddress { device: device("carol") }).await;

    assert!(bob.is_ok() && nobody.is_ok());
}
