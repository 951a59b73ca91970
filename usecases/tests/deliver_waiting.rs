//! Delivering what waits, between two peers in one process, where nobody gets to the mailboxes.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Path};
use causerie_usecases::ports::Contacts;
use given::{
    at, device, envelope_id,
    party::{Party, numbers},
    person,
    wire::Weather,
    world::{World, world},
};

const DELIVERED: DeliveryState = DeliveryState::Delivered(Path::Direct);

async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    (world, alice, bob)
}

#[tokio::test]
async fn what_waits_is_delivered_in_order_and_taken_off() {
    let (_world, alice, bob) = scene().await;
    for n in [1, 2, 3] {
        alice.says(n, "bob").await;
    }

    alice.delivers("bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!((alice.state(1).await, alice.state(3).await), (DELIVERED, DELIVERED));
    assert_eq!(alice.depth().await, 0);
}

#[tokio::test]
async fn what_is_more_than_one_delivery_takes_goes_in_several_in_order() {
    let (world, alice, bob) = scene().await;
    for n in 1..=23 {
        alice.says(n, "bob").await;
    }

    alice.delivers("bob").await;
    let first = world.wire.drain().len();
    alice.delivers("bob").await;
    alice.delivers("bob").await;

    assert_eq!((first, world.wire.count()), (10, 13));
    assert_eq!(bob.heard("alice").await, numbers(1..=23));
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
}

#[tokio::test]
async fn what_is_more_than_is_sealed_at_once_goes_in_order_too() {
    let (world, alice, bob) = scene().await;
    for n in 1..=230 {
        alice.says(n, "bob").await;
    }

    while alice.depth().await > 0 {
        alice.delivers("bob").await;
    }

    assert_eq!(bob.heard("alice").await, numbers(1..=230));
    assert_eq!((world.wire.count(), world.directory.claims_to(&device("bob"))), (230, 1));
}

#[tokio::test]
async fn nothing_is_tried_if_nothing_waits() {
    let (world, alice, _bob) = scene().await;

    alice.delivers("bob").await;

    assert_eq!((world.wire.count(), world.directory.claims_to(&device("bob"))), (0, 0));
    assert_eq!(alice.retry("bob").await, None);
}

#[tokio::test]
async fn what_was_delivered_but_not_settled_is_delivered_again_and_kept_once() {
    let (world, alice, bob) = scene().await;
    alice.says(1, "bob").await;
    world.wire.is(Weather::AnswersLost);
    alice.delivers("bob").await;
    assert_eq!(alice.state(1).await, DeliveryState::Queued);
    world.wire.is(Weather::Clear);

    alice.delivers("bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(alice.state(1).await, DELIVERED);
}

#[tokio::test]
async fn a_device_that_is_away_keeps_its_envelopes_waiting_while_its_mailbox_is_out_of_reach_too() {
    let (world, alice, _bob) = scene().await;
    world.leaves("bob").await;
    alice.says(1, "bob").await;
    world.later(5);

    alice.delivers("bob").await;

    let retry = alice.retry("bob").await.unwrap();
    assert_eq!((retry.failures, retry.cause), (1, Cause::DIRECTORY_UNREACHABLE));
    assert!(retry.next > at(10) && retry.next <= at(11));
    assert_eq!(alice.state(1).await, DeliveryState::Queued);
    assert_eq!(alice.depth().await, 1);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_looked_up_again() {
    let (world, alice, _bob) = scene().await;
    alice.says(1, "bob").await;
    world.wire.is(Weather::Cut);
    alice.delivers("bob").await;
    assert_eq!(alice.cause("bob").await, Some(Cause::DIRECTORY_UNREACHABLE));
    world.wire.is(Weather::Clear);
    world.is_at("bob", "127.0.0.1:7600").await;

    world.later(7);
    alice.delivers("bob").await;

    let tried: Vec<_> = world.wire.drain().iter().map(|it| it.at.to_string()).collect();
    assert_eq!(tried, ["127.0.0.1:7500", "127.0.0.1:7600"]);
    assert_eq!(alice.state(1).await, DELIVERED);
    assert_eq!(alice.retry("bob").await, None);
}

#[tokio::test]
async fn failures_in_a_row_wait_longer_and_longer() {
    let (world, alice, _bob) = scene().await;
    world.leaves("bob").await;
    alice.says(1, "bob").await;
    world.later(5);

    for _ in 0..3 {
        alice.delivers("bob").await;
        world.later(10);
    }
    alice.delivers("bob").await;

    let retry = alice.retry("bob").await.unwrap();
    assert_eq!((retry.failures, retry.last, retry.next), (4, at(40), at(44)));
}

#[tokio::test]
async fn what_is_tried_again_is_the_same_envelope_and_not_sealed_anew() {
    let (world, alice, _bob) = scene().await;
    alice.says(1, "bob").await;
    world.wire.is(Weather::Cut);

    alice.delivers("bob").await;
    alice.delivers("bob").await;

    let crossed = world.wire.drain();
    assert_eq!(crossed.len(), 2);
    assert_eq!(crossed[0].envelope, crossed[1].envelope);
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
}

#[tokio::test]
async fn an_envelope_that_is_refused_for_good_fails_and_the_others_arrive() {
    let (world, alice, bob) = scene().await;
    for n in [1, 2, 3] {
        alice.says(n, "bob").await;
    }
    world.wire.is(Weather::Bent(|envelope| {
        if envelope.id == envelope_id(2, "bob") {
            envelope.recipient = device("carol");
        }
    }));

    alice.delivers("bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 3]));
    assert_eq!(alice.state(2).await, DeliveryState::Failed(Cause::WRONG_RECIPIENT));
    assert_eq!((alice.state(1).await, alice.state(3).await), (DELIVERED, DELIVERED));
    assert_eq!((alice.depth().await, alice.retry("bob").await), (0, None));
}
