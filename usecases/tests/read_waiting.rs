//! Asking what waits, and why.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::Cause;
use causerie_usecases::{
    QueryHandler,
    peer::queries::{Held, ReadWaiting},
    ports::{Outbox, Retry},
};
use given::{at, device, world::world};

#[tokio::test]
async fn what_waits_is_told_with_its_cause_longest_waiting_first() {
    let world = world();
    let alice = world.joins("alice").await;
    for (n, name) in [(1, "carol"), (2, "bob")] {
        world.registers(name).await;
        alice.says(n, name).await;
    }
    let retry = Retry { failures: 2, last: at(6), next: at(8), cause: Cause::UNREACHABLE };
    alice.store.postpone(&device("bob"), &retry).await.unwrap();

    let held = alice.peer.read_waiting.handle(ReadWaiting).await.unwrap();

    let expected =
        [Held { to: device("carol"), retry: None }, Held { to: device("bob"), retry: Some(retry) }];
    assert_eq!(held, expected);
}

#[tokio::test]
async fn what_cannot_be_sealed_yet_waits_for_a_cause_too() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.registers("bob").await);
    alice.tells(1, "bob").await;

    let held = alice.peer.read_waiting.handle(ReadWaiting).await.unwrap();

    let cause = held[0].retry.as_ref().unwrap().cause.clone();
    assert_eq!((held.len(), cause), (1, Cause::NO_PRE_KEYS));
}
