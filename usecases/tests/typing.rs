//! That somebody is typing: told at once, or not at all.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_usecases::{
    peer::commands::Verdict,
    ports::{Contacts, Event, EventLog},
};
use given::{
    address,
    mail::Counter,
    party::Party,
    person,
    wire::Weather,
    world::{World, world},
};

/// Alice told Bob message 1, so that there is a session.
async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.mail.is(Counter::Open);
    alice.tells(1, "bob").await;
    world.wire.drain();
    (world, alice, bob)
}

fn typing() -> Event {
    Event::Typing(address("alice"))
}

#[tokio::test]
async fn it_is_told_and_kept_nowhere() {
    let (world, alice, bob) = scene().await;
    let mark = bob.events.latest();

    alice.types("bob").await;

    assert_eq!(bob.told_since(mark).await, [typing()]);
    assert_eq!(world.wire.count(), 1);
    assert_eq!(bob.conversation("alice").await.len(), 1);
    assert_eq!((alice.conversation("bob").await.len(), alice.depth().await), (1, 0));
    alice.tells(2, "bob").await;
    assert_eq!(bob.conversation("alice").await.len(), 2, "the session goes on behind it");
}

#[tokio::test]
async fn it_goes_out_every_five_seconds_at_most() {
    let (world, alice, _bob) = scene().await;

    for _ in 0..3 {
        alice.types("bob").await;
    }
    assert_eq!(world.wire.count(), 1);
    world.later(4);
    alice.types("bob").await;
    assert_eq!(world.wire.count(), 1);
    world.later(1);
    alice.types("bob").await;

    assert_eq!(world.wire.count(), 2);
}

#[tokio::test]
async fn t39_a_flood_of_it_is_passed_on_every_three_seconds_at_most() {
    let (world, mut alice, bob) = scene().await;
    let mark = bob.events.latest();

    for _ in 0..10 {
        // A peer that does not keep to the pace.
        alice = world.restarts(alice);
        alice.types("bob").await;
    }
    world.later(3);
    world.restarts(alice).types("bob").await;

    assert_eq!(world.wire.count(), 11);
    assert_eq!(bob.told_since(mark).await, [typing(), typing()]);
}

#[tokio::test]
async fn t39_of_somebody_whose_key_has_changed_nothing_is_passed_on() {
    let (world, alice, bob) = scene().await;
    bob.store.remember(&given::person_with_keys("alice", "mallory")).await.unwrap_err();
    let mark = bob.events.latest();

    alice.types("bob").await;
    assert_eq!(world.wire.count(), 1);
    alice.tells(2, "bob").await;

    assert!(!bob.told_since(mark).await.contains(&typing()));
    bob.decides("alice", Verdict::Rejected).await.unwrap();
    world.later(5);
    alice.types("bob").await;
    assert!(bob.told_since(mark).await.contains(&typing()));
}

#[tokio::test]
async fn without_a_session_or_to_a_stranger_nothing_is_sent() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);

    alice.types("bob").await;
    alice.store.remember(&person("bob")).await.unwrap();
    alice.types("bob").await;

    assert_eq!(world.wire.count(), 0);
}

#[tokio::test]
async fn it_does_not_overtake_what_waits_or_lies_in_the_mailbox() {
    let (world, alice, bob) = scene().await;
    alice.says(2, "bob").await;

    alice.types("bob").await;
    assert_eq!(world.wire.count(), 0);
    world.leaves("bob").await;
    world.wire.is(Weather::Cut);
    alice.delivers("bob").await;
    assert_eq!(world.mail.lying_for("bob").await.len(), 1);
    world.wire.is(Weather::Clear);
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.drain();
    world.later(600);
    alice.types("bob").await;

    assert_eq!((world.wire.count(), bob.conversation("alice").await.len()), (0, 1));
}

#[tokio::test]
async fn if_the_direct_way_fails_it_is_dropped() {
    let (world, alice, bob) = scene().await;
    world.wire.is(Weather::Cut);

    alice.types("bob").await;
    world.later(5);
    let tried = world.wire.count();
    alice.types("bob").await;

    assert!(tried > 0);
    assert_eq!((alice.depth().await, world.mail.lying_for("bob").await.len()), (0, 0));
    world.wire.is(Weather::Clear);
    world.later(600);
    alice.tells(2, "bob").await;
    assert_eq!(bob.conversation("alice").await.len(), 2);
}
