//! Sessions that one side has lost: the pair repairs itself, without anybody doing anything, and without a loop.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Envelope, Path};
use causerie_usecases::ports::{Pending, PreKeyBook};
use given::{
    device, envelope_id,
    party::{Party, numbers},
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

const DELIVERED: DeliveryState = DeliveryState::Delivered(Path::Direct);

/// Alice and Bob, who have talked.
async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    alice.tells(2, "bob").await;
    world.wire.drain();
    (world, alice, bob)
}

/// Bob, who lost all his sessions and pre-keys and has published new ones.
async fn bob_forgets(world: &World) -> Party {
    let bob = world.forgets("bob");
    bob.replenishes().await;
    bob
}

/// Delivers when it is due, until nothing is left; so many attempts it took.
async fn empties(world: &World, who: &Party, to: &str) -> usize {
    for attempts in 0..20 {
        if who.depth().await == 0 {
            return attempts;
        }
        if let Some(retry) = who.retry(to).await {
            let wait = retry.next.millis().saturating_sub(world.clock.now().millis());
            world.later(wait.div_ceil(1_000));
        }
        who.delivers(to).await;
    }
    usize::MAX
}

#[tokio::test]
async fn what_the_other_one_cannot_open_is_sealed_anew_and_arrives() {
    let (world, alice, _) = scene().await;
    let bob = bob_forgets(&world).await;
    alice.says(3, "bob").await;

    alice.delivers("bob").await;

    assert_eq!(alice.cause("bob").await, Some(Cause::CANNOT_OPEN));
    assert_eq!((alice.state(3).await, alice.depth().await), (DeliveryState::Queued, 1));
    assert_eq!(bob.unopened().await.len(), 1);
    let attempts = empties(&world, &alice, "bob").await;
    assert_eq!((attempts, alice.state(3).await), (1, DELIVERED));
    assert_eq!(bob.heard("alice").await, numbers([3]));
    assert!(bob.unopened().await.is_empty());
    assert_eq!((world.wire.count(), world.directory.claims_to(&device("bob"))), (2, 2));
}

#[tokio::test]
async fn what_is_said_while_there_is_no_usable_session_waits_for_the_fresh_one() {
    let (world, alice, _) = scene().await;
    let bob = bob_forgets(&world).await;
    alice.tells(3, "bob").await;

    alice.says(4, "bob").await;
    empties(&world, &alice, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([3, 4]));
    assert_eq!((world.wire.count(), world.directory.claims_to(&device("bob"))), (3, 2));
}

#[tokio::test]
async fn after_the_repair_both_talk_on_in_one_session() {
    let (world, alice, _) = scene().await;
    let bob = bob_forgets(&world).await;
    alice.says(3, "bob").await;
    empties(&world, &alice, "bob").await;
    world.wire.drain();

    for n in 4..=13 {
        bob.tells(n, "alice").await;
        alice.tells(n, "bob").await;
    }

    assert_eq!(bob.heard("alice").await, numbers(3..=13));
    assert_eq!(alice.heard("bob").await, numbers([1].into_iter().chain(4..=13)));
    assert_eq!(world.wire.count(), 20);
    let claims = ["alice", "bob"].map(|name| world.directory.claims_to(&device(name)));
    assert_eq!(claims, [0, 2]);
}

#[tokio::test]
async fn however_much_was_sealed_in_a_lost_session_one_fresh_one_serves_for_all() {
    let (world, alice, _) = scene().await;
    for n in 3..=40 {
        alice.says(n, "bob").await;
    }
    let bob = bob_forgets(&world).await;

    let attempts = empties(&world, &alice, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers(3..=40));
    assert_eq!(world.directory.claims_to(&device("bob")), 2);
    assert_eq!((attempts, world.wire.count()), (5, 10 + 38));
}

#[tokio::test]
async fn one_who_lost_a_session_and_writes_first_repairs_it_too() {
    let (world, alice, _) = scene().await;
    let bob = bob_forgets(&world).await;

    bob.tells(2, "alice").await;
    alice.tells(3, "bob").await;
    bob.tells(3, "alice").await;

    assert_eq!(alice.heard("bob").await, numbers([1, 2, 3]));
    assert_eq!(bob.heard("alice").await, numbers([3]));
    assert_eq!(world.directory.claims_to(&device("alice")), 1);
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn if_both_lost_everything_they_begin_again() {
    let (world, ..) = scene().await;
    let bob = bob_forgets(&world).await;
    let alice = world.forgets("alice");
    alice.replenishes().await;

    alice.tells(3, "bob").await;
    bob.tells(2, "alice").await;

    assert_eq!(bob.heard("alice").await, numbers([3]));
    assert_eq!(alice.heard("bob").await, numbers([2]));
}

#[tokio::test]
async fn the_pair_repairs_itself_once_the_one_who_lost_everything_has_published_new_pre_keys() {
    let (world, alice, _) = scene().await;
    let bob = world.forgets("bob");
    alice.says(3, "bob").await;
    for _ in 0..3 {
        alice.delivers("bob").await;
        assert_eq!(alice.cause("bob").await, Some(Cause::CANNOT_OPEN));
    }
    bob.replenishes().await;

    empties(&world, &alice, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([3]));
    assert_eq!(world.directory.claims_to(&device("bob")), 4);
}

#[tokio::test]
async fn t41_one_who_never_can_open_anything_is_tried_ever_more_seldom() {
    let (world, alice, bob) = scene().await;
    let left = world.directory.left(&device("bob")).await.unwrap().unwrap();
    alice.says(3, "bob").await;
    world.wire.is(Weather::Bent(damage));

    let until = given::at(3 * 60 * 60);
    while world.clock.now() < until {
        world.later(10);
        let due = alice.store.due().await.unwrap();
        if due[0].not_before.is_none_or(|then| then <= world.clock.now()) {
            alice.delivers("bob").await;
        }
    }

    let attempts = world.wire.count();
    assert!((36..=90).contains(&attempts), "{attempts} attempts in three hours");
    assert!(world.directory.claims_to(&device("bob")) <= attempts);
    assert!(left.one_time > 0);
    assert_eq!(bob.unopened().await.len(), 1);
    world.wire.is(Weather::Clear);
    empties(&world, &alice, "bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
}

#[tokio::test]
async fn a_first_message_that_was_on_its_way_longer_than_its_pre_keys_are_kept_is_sealed_anew() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    world.leaves("bob").await;
    alice.tells(1, "bob").await;
    for _ in 0..6 {
        world.later(7 * 24 * 60 * 60);
        bob.replenishes().await;
    }
    world.is_at("bob", "127.0.0.1:7600").await;

    empties(&world, &alice, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(world.directory.claims_to(&device("bob")), 2);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn t41_what_cannot_be_opened_holds_up_what_follows_for_a_while_and_not_for_ever() {
    let (world, alice, bob) = scene().await;
    world.wire.is(Weather::Bent(|envelope| {
        if envelope.id == envelope_id(3, "bob") {
            damage(envelope);
        }
    }));
    let mut failures = Vec::new();
    for n in 3..=10 {
        alice.tells(n, "bob").await;
        failures.push(alice.retry("bob").await.unwrap().failures);
        assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    }
    alice.tells(11, "bob").await;

    assert_eq!(failures, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(bob.heard("alice").await, numbers([1, 2].into_iter().chain(4..=11)));
    // What was delivered does not shorten the wait for it.
    assert_eq!(alice.retry("bob").await.unwrap().failures, 9);
    world.wire.is(Weather::Clear);
    empties(&world, &alice, "bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2].into_iter().chain(4..=11).chain([3])));
    assert_eq!(alice.retry("bob").await, None);
}

/// One bit of the content is another: at the end, which is the tag of the body and the key of the header.
fn damage(envelope: &mut Envelope) {
    let last = envelope.sealed.as_bytes().len() - 1;
    flip(envelope, last);
}

fn flip(envelope: &mut Envelope, at: usize) {
    let mut bytes = envelope.sealed.as_bytes().to_vec();
    bytes[at] ^= 1;
    envelope.sealed = bytes.try_into().unwrap();
}

#[rstest]
#[case::its_kind(|it: &mut Envelope| flip(it, 0))]
#[case::its_header(|it: &mut Envelope| flip(it, 5))]
#[case::its_text(|it: &mut Envelope| flip(it, 120))]
#[case::its_tag(damage)]
#[tokio::test]
async fn a_message_whose_envelope_was_damaged_arrives_nevertheless(
    #[case] bend: fn(&mut Envelope),
    #[values(false, true)] first_of_all: bool,
) {
    let (world, alice, bob) = if first_of_all {
        let world = world();
        let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
        (world, alice, bob)
    } else {
        scene().await
    };
    let claims = world.directory.claims_to(&device("bob"));
    world.wire.is(Weather::Bent(bend));
    alice.tells(3, "bob").await;
    assert_eq!(alice.cause("bob").await, Some(Cause::CANNOT_OPEN));
    assert_eq!(bob.unopened().await[0].id, envelope_id(3, "bob"));
    world.wire.is(Weather::Clear);

    alice.delivers("bob").await;

    assert_eq!(bob.heard("alice").await.last(), Some(&given::words(3)));
    assert!(bob.unopened().await.is_empty());
    let began_first = usize::from(first_of_all);
    assert_eq!(world.directory.claims_to(&device("bob")), claims + 1 + began_first);
}
