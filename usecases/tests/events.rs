//! What those who watch a peer are told.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::time::Duration;

use causerie_usecases::{
    QueryHandler,
    peer::queries::WatchEvents,
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
use tokio::time::timeout;

async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.mail.is(Counter::Open);
    (world, alice, bob)
}

fn conversation(with: &str) -> Event {
    Event::Conversation(address(with).into())
}

fn delivery(to: &str) -> Event {
    Event::Delivery(address(to).into())
}

#[tokio::test]
async fn what_is_said_and_how_far_it_comes_is_told_and_at_the_other_end_that_it_came() {
    let (_world, alice, bob) = scene().await;
    let (by_alice, by_bob) = (alice.events.latest(), bob.events.latest());

    alice.tells(1, "bob").await;

    assert_eq!(alice.told_since(by_alice).await, [conversation("bob"), delivery("bob")]);
    assert_eq!(bob.told_since(by_bob).await, [conversation("alice")]);
}

#[tokio::test]
async fn that_something_was_stored_or_held_up_is_told() {
    let (world, alice, _bob) = scene().await;
    world.leaves("bob").await;
    alice.says(1, "bob").await;
    let mark = alice.events.latest();

    world.mail.is(Counter::Shut);
    alice.delivers("bob").await;
    world.mail.is(Counter::Open);
    alice.delivers("bob").await;
    alice.delivers("bob").await;

    // The last time there was nothing to do.
    assert_eq!(alice.told_since(mark).await, [delivery("bob"), delivery("bob")]);
}

#[tokio::test]
async fn that_something_was_read_is_told_at_both_ends() {
    let (_world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    let (by_alice, by_bob) = (alice.events.latest(), bob.events.latest());

    bob.reads("alice").await;
    bob.tells_receipts("alice").await;

    assert_eq!(bob.told_since(by_bob).await, [conversation("alice"), delivery("alice")]);
    assert_eq!(alice.told_since(by_alice).await, [conversation("bob")]);
}

#[tokio::test]
async fn what_came_directly_and_could_not_be_opened_is_told() {
    let (world, alice, bob) = scene().await;
    world.wire.is(Weather::Bent(|envelope| {
        envelope.sealed = vec![0xFF; 9].try_into().unwrap();
    }));
    let mark = bob.events.latest();

    alice.tells(1, "bob").await;

    assert_eq!(
        bob.told_since(mark).await,
        [Event::Unopened(address("alice")), conversation("alice")]
    );
}

#[tokio::test]
async fn a_message_that_was_not_accepted_is_not_told() {
    let (_world, alice, _bob) = scene().await;
    let mark = alice.events.latest();

    alice.tries_to_say(1, "nobody").await.unwrap_err();

    assert_eq!(alice.told_since(mark).await, []);
}

#[tokio::test]
async fn who_watches_before_anything_happens_hears_it_when_it_does() {
    let (_world, alice, bob) = scene().await;
    let watching =
        tokio::spawn(
            async move { bob.peer.watch_events.handle(WatchEvents { after: None }).await },
        );
    tokio::task::yield_now().await;

    alice.tells(1, "bob").await;

    let Ok(happened) = timeout(Duration::from_secs(5), watching).await.unwrap().unwrap();
    assert_eq!(
        happened.events.into_iter().map(|(_, it)| it).collect::<Vec<_>>(),
        [conversation("alice")]
    );
}
