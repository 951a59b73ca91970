//! Two who begin sessions with each other at the same time.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::Envelope;
use causerie_session::{FirstMessage, SessionId};
use given::{
    device,
    party::{Party, numbers},
    wire::Weather,
    world::{World, world_of_chance},
};
use rstest::rstest;

/// Alice and Bob, each of whom has sealed message 1 to the other in a session of their own; neither has arrived.
async fn both_began(seed: u64) -> (World, Party, Party) {
    let world = world_of_chance(seed);
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    world.wire.is(Weather::Cut);
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    world.wire.is(Weather::Clear);
    (world, alice, bob)
}

/// Which session an envelope begins, if it may.
fn begins(envelope: &Envelope) -> Option<SessionId> {
    FirstMessage::of(envelope.sealed.as_bytes()).map(|first| first.session())
}

/// They talk on, and everything has arrived.
async fn talk_on(world: &World, alice: &Party, bob: &Party) {
    talk_on_from(world, alice, bob).await;
    assert_eq!(bob.heard("alice").await, numbers(1..=12));
    assert_eq!(alice.heard("bob").await, numbers(1..=11));
}

/// They say 21 more, by turns and then each for a while. At the end neither begins a session any more.
async fn talk_on_from(world: &World, alice: &Party, bob: &Party) {
    for n in 2..=6 {
        alice.tells(n, "bob").await;
        bob.tells(n, "alice").await;
    }
    for n in 7..=11 {
        alice.tells(n, "bob").await;
    }
    world.wire.drain();
    for n in 7..=11 {
        bob.tells(n, "alice").await;
    }
    alice.tells(12, "bob").await;
    let last = world.wire.drain();
    assert!(last.iter().all(|it| begins(&it.envelope).is_none()), "both are sure of one session");
}

#[rstest]
#[tokio::test]
async fn both_begin_and_converge_on_one_session(
    #[values(1, 2, 3, 4, 5, 6)] seed: u64,
    #[values(true, false)] alice_is_first: bool,
) {
    let (world, alice, bob) = both_began(seed).await;

    let (one, other) = if alice_is_first { (&alice, &bob) } else { (&bob, &alice) };
    one.delivers(&other.name).await;
    other.delivers(&one.name).await;

    talk_on(&world, &alice, &bob).await;
    assert!(alice.unopened().await.is_empty() && bob.unopened().await.is_empty());
    let claims = ["alice", "bob"].map(|name| world.directory.claims_to(&device(name)));
    assert_eq!(claims, [1, 1]);
}

#[tokio::test]
async fn either_ones_session_may_be_the_one_that_stays() {
    let mut alices_is_smaller = Vec::new();
    for seed in [1, 2, 3, 4, 5, 6] {
        let (_world, alice, bob) = both_began(seed).await;
        let alices = begins(&alice.sealed_for("bob").await[0]);
        alices_is_smaller.push(alices < begins(&bob.sealed_for("alice").await[0]));
    }

    assert!(alices_is_smaller.contains(&true) && alices_is_smaller.contains(&false));
}

#[rstest]
#[tokio::test]
async fn many_messages_of_both_that_cross_all_arrive(#[values(1, 2, 3, 4)] seed: u64) {
    let (world, alice, bob) = both_began(seed).await;
    for n in 2..=9 {
        alice.says(n, "bob").await;
        bob.says(n, "alice").await;
    }

    alice.delivers("bob").await;
    bob.delivers("alice").await;

    assert_eq!(bob.heard("alice").await, numbers(1..=9));
    assert_eq!(alice.heard("bob").await, numbers(1..=9));
    assert!(alice.unopened().await.is_empty() && bob.unopened().await.is_empty());
    let claims = ["alice", "bob"].map(|name| world.directory.claims_to(&device(name)));
    assert_eq!(claims, [1, 1]);
}

#[rstest]
#[tokio::test]
async fn a_session_begun_anew_while_the_other_side_waits_for_its_first_answer_converges_too(
    #[values(1, 2, 3, 4, 5, 6)] seed: u64,
) {
    let world = world_of_chance(seed);
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    bob.tells(1, "alice").await;
    world.wire.is(Weather::Bent(damage));
    alice.tells(1, "bob").await;
    world.wire.is(Weather::Clear);

    alice.delivers("bob").await;

    talk_on(&world, &alice, &bob).await;
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
}

#[rstest]
#[tokio::test]
async fn what_was_sealed_before_the_other_side_began_anew_arrives_and_both_converge(
    #[values(1, 2, 3, 4, 5, 6)] seed: u64,
) {
    let world = world_of_chance(seed);
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    bob.tells(100, "alice").await;
    alice.tells(100, "bob").await;
    world.wire.is(Weather::Cut);
    alice.tells(1, "bob").await;
    world.wire.is(Weather::Clear);
    let bob = world.forgets(&bob.name);
    bob.replenishes().await;
    bob.tells(1, "alice").await;

    while alice.depth().await > 0 {
        alice.delivers("bob").await;
    }

    assert_eq!(alice.heard("bob").await, numbers([100, 1]));
    talk_on_from(&world, &alice, &bob).await;
    assert_eq!(bob.heard("alice").await, numbers(1..=12));
    assert_eq!(alice.heard("bob").await, numbers([100].into_iter().chain(1..=11)));
    assert!(world.directory.claims_to(&device("bob")) <= 1);
    assert!(alice.unopened().await.is_empty() && bob.unopened().await.is_empty());
}

/// One bit of the content is another.
fn damage(envelope: &mut Envelope) {
    let mut bytes = envelope.sealed.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    envelope.sealed = bytes.try_into().unwrap();
}
