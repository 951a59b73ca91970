//! Mail that lay in a mailbox for too long.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Path};
use causerie_usecases::{
    peer::queries::About,
    ports::{Event, EventLog, UnopenedEnvelope},
};
use given::{
    address, device, envelope_id, mail::Counter, mailing::bob_is_away, message_id, party::numbers,
};

const DAYS: u64 = 24 * 60 * 60;

#[tokio::test]
async fn what_nobody_fetched_in_time_is_told_to_both_ends() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    world.later(31 * DAYS);
    world.mail.expires().await;

    let (by_alice, by_bob) = (alice.events.latest(), bob.events.latest());
    alice.fetches().await;
    bob.fetches().await;

    assert_eq!(alice.state(1).await, DeliveryState::Failed(Cause::EXPIRED));
    assert_eq!(alice.why_cause(1).await, Some(Cause::EXPIRED));
    assert_eq!(alice.told_since(by_alice).await, [Event::Delivery(address("bob").into())]);
    assert_eq!(bob.told_since(by_bob).await, [Event::Unopened(address("alice"))]);
    let (id, from, at) = (envelope_id(1, "bob"), device("alice"), world.clock.now());
    let missed = UnopenedEnvelope { id, from, at, cause: Cause::EXPIRED, bytes: 0 };
    assert_eq!(bob.unopened().await, [missed]);
    assert_eq!(bob.why_with("alice").await, [(About::Unopened(id), Cause::EXPIRED)]);
    assert!(!bob.has_receipts().await);
}

#[tokio::test]
async fn what_is_said_after_something_expired_goes_its_way() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    world.later(31 * DAYS);
    world.mail.expires().await;
    alice.fetches().await;
    world.is_at("bob", "127.0.0.1:7600").await;

    alice.tells(2, "bob").await;

    assert_eq!(alice.state(2).await, DeliveryState::Delivered(Path::Direct));
    assert_eq!(bob.heard("alice").await, numbers([2]));
}

#[tokio::test]
async fn what_came_another_way_before_it_expired_is_not_missed() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.mail.is(Counter::Shut);
    alice.tells(2, "bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    world.mail.is(Counter::Open);
    world.later(31 * DAYS);
    world.mail.expires().await;

    alice.fetches().await;
    bob.fetches().await;

    let delivered = DeliveryState::Delivered(Path::Direct);
    assert_eq!(alice.states([1, 2]).await, [delivered.clone(), delivered]);
    assert_eq!(bob.unopened().await, []);
}

#[tokio::test]
async fn what_is_not_old_enough_stays() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    world.later(29 * DAYS);

    world.mail.expires().await;

    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(
        alice.why(1).await.unwrap().about,
        About::Sent(message_id(1), DeliveryState::Stored)
    );
}

#[tokio::test]
async fn a_receipt_that_nobody_fetched_in_time_troubles_nobody() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    bob.fetches().await;
    world.leaves("alice").await;
    bob.tells_receipts("alice").await;
    world.later(31 * DAYS);
    world.mail.expires().await;

    bob.fetches().await;
    alice.fetches().await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!(bob.why_with("alice").await, []);
    assert_eq!(bob.retry("alice").await, None);
}
