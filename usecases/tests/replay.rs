//! What comes again: after a crash, or because somebody wants it to.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Envelope, Path};
use causerie_usecases::{peer::commands::Verdict, ports::PreKeyShelf};
use given::{
    device, envelope_id,
    party::{Party, numbers},
    wire::{Crossed, Weather},
    world::{World, world},
};
use rstest::rstest;

const DELIVERED: DeliveryState = DeliveryState::Delivered(Path::Direct);

async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    (world, alice, bob)
}

/// Alice's first message to Bob, who has no one-time pre-keys left, has arrived: what crossed.
async fn began_with_the_last_resort() -> (World, Party, Party, Vec<Crossed>) {
    let (world, alice, bob) = scene().await;
    for _ in 0..60 {
        let bundle = world.directory.bundle(device("mallory"), device("bob")).await;
        assert!(bundle.one_time().is_some());
    }
    alice.tells(1, "bob").await;
    let crossed = world.wire.drain();
    assert_eq!(bob.heard("alice").await, numbers([1]));
    (world, alice, bob, crossed)
}

#[tokio::test]
async fn what_was_sealed_and_kept_but_not_delivered_before_a_crash_is_delivered_as_it_is() {
    let (world, alice, bob) = scene().await;
    world.wire.is(Weather::Cut);
    alice.tells(1, "bob").await;
    let sealed = alice.sealed_for("bob").await;
    world.wire.is(Weather::Clear);

    alice.delivers("bob").await;

    let crossed = world.wire.drain();
    assert_eq!(crossed.last().unwrap().envelope, sealed[0]);
    assert_eq!((bob.heard("alice").await, alice.depth().await), (numbers([1]), 0));
}

#[tokio::test]
async fn what_was_taken_before_a_crash_cut_the_answer_off_is_taken_again_and_kept_once() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    for n in [2, 3] {
        alice.says(n, "bob").await;
    }
    world.wire.is(Weather::AnswersLost);
    alice.delivers("bob").await;
    assert_eq!(alice.cause("bob").await, Some(Cause::DIRECTORY_UNREACHABLE));
    world.wire.is(Weather::Clear);

    alice.delivers("bob").await;

    assert_eq!((alice.state(2).await, alice.state(3).await), (DELIVERED, DELIVERED));
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn a_first_message_whose_answer_was_lost_is_taken_again() {
    let (world, alice, bob) = scene().await;
    world.wire.is(Weather::AnswersLost);
    alice.tells(1, "bob").await;
    world.wire.is(Weather::Clear);

    alice.tells(2, "bob").await;
    bob.tells(1, "alice").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    assert_eq!(alice.heard("bob").await, numbers([1]));
    assert!(bob.unopened().await.is_empty());
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
}

#[rstest]
#[tokio::test]
async fn an_envelope_under_another_id_is_refused_and_changes_nothing(
    #[values(true, false)] after_the_first: bool,
    #[values(1, 2)] n: u16,
) {
    let (world, alice, bob) = scene().await;
    world.wire.is(Weather::Cut);
    for n in [1, 2, 3] {
        alice.says(n, "bob").await;
    }
    alice.delivers("bob").await;
    let sealed = alice.sealed_for("bob").await;
    let original = sealed[usize::from(n) - 1].clone();
    if after_the_first {
        bob.receives("alice", sealed[..usize::from(n)].to_vec()).await.unwrap();
    }

    let replayed = Envelope { id: envelope_id(3, "bob"), ..original };
    let outcome = given::party::refused(bob.receives("alice", vec![replayed]).await);

    assert_eq!(outcome, [(envelope_id(3, "bob"), Cause::CANNOT_OPEN)]);
    bob.receives("alice", sealed).await.unwrap();
    let mut heard = bob.heard("alice").await;
    heard.sort();
    assert_eq!(heard, numbers([1, 2, 3]));
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn what_was_swapped_on_the_way_is_neither_lost_nor_taken_for_another() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    world.wire.is(Weather::Bent(|envelope| {
        let other = if envelope.id == envelope_id(2, "bob") { 3 } else { 2 };
        envelope.id = envelope_id(other, "bob");
    }));
    alice.says(2, "bob").await;
    alice.tells(3, "bob").await;
    world.wire.is(Weather::Clear);

    alice.delivers("bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!((alice.state(2).await, alice.state(3).await), (DELIVERED, DELIVERED));
}

#[tokio::test]
async fn t15_a_session_begun_with_one_time_pre_keys_is_not_begun_again_once_it_was_forgotten() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    let crossed = world.wire.drain();
    forget_alice(&world, &bob).await;

    let refused = bob.receives_again(&[unseen(&alice, &crossed).await]).await;

    assert_eq!(refused, [(envelope_id(2, "bob"), Cause::CANNOT_OPEN)]);
    assert_eq!(bob.heard("alice").await, numbers([1]));
}

#[tokio::test]
async fn t15_when_one_time_pre_keys_have_run_out_a_session_begins_nevertheless() {
    let (_world, alice, bob, _crossed) = began_with_the_last_resort().await;

    bob.tells(1, "alice").await;
    alice.tells(2, "bob").await;

    assert_eq!(alice.heard("bob").await, numbers([1]));
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
}

#[tokio::test]
async fn t15_a_session_begun_with_the_key_of_last_resort_is_not_begun_again() {
    let (_world, _alice, bob, mut crossed) = began_with_the_last_resort().await;
    crossed[0].envelope.id = envelope_id(9, "bob");

    let refused = bob.receives_again(&crossed).await;

    assert_eq!(refused, [(envelope_id(9, "bob"), Cause::CANNOT_OPEN)]);
    assert_eq!(bob.heard("alice").await, numbers([1]));
}

#[rstest]
#[case::forgotten(false)]
#[case::forgotten_and_its_generation_too(true)]
#[tokio::test]
async fn t15_nor_after_that_session_was(#[case] generation_too: bool) {
    let (world, alice, bob, crossed) = began_with_the_last_resort().await;
    forget_alice(&world, &bob).await;
    if generation_too {
        bob.store.forget_below(2).await.unwrap();
    }

    let refused = bob.receives_again(&[unseen(&alice, &crossed).await]).await;

    assert_eq!(refused, [(envelope_id(2, "bob"), Cause::CANNOT_OPEN)]);
    assert_eq!(bob.heard("alice").await, numbers([1]));
}

/// A message of the same session that Bob has not seen, so that nothing else gives the replay away.
async fn unseen(alice: &Party, crossed: &[Crossed]) -> Crossed {
    alice.says(2, "bob").await;
    let envelope = alice.sealed_for("bob").await.remove(0);
    Crossed { envelope, ..crossed[0].clone() }
}

/// Bob takes Alice for somebody else and then for herself again, which costs him all sessions with her.
async fn forget_alice(world: &World, bob: &Party) {
    use causerie_usecases::ports::Contacts;
    for keys in ["mallory", "alice"] {
        let _ = bob.store.remember(&given::person_with_keys("alice", keys)).await;
        bob.decides("alice", Verdict::Accepted).await.unwrap();
    }
    world.wire.drain();
}
