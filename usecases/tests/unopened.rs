//! What could not be opened is kept for inspection.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, Envelope, Sealed};
use causerie_usecases::ports::UnopenedEnvelope;
use given::{
    at, device, envelope_id,
    forger::{honest, seals},
    message,
    party::Party,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    (world, alice, bob)
}

fn noise(n: u16) -> Envelope {
    let sealed = Sealed::try_from(vec![0xFF; 7]).unwrap();
    Envelope { id: envelope_id(n, "bob"), recipient: device("bob"), sealed }
}

#[tokio::test]
async fn a_refused_envelope_is_told_with_its_cause_until_it_is_opened() {
    let (world, alice, bob) = scene().await;
    world.wire.is(Weather::Bent(|envelope| {
        envelope.sealed = Sealed::try_from(vec![0xFF; 9]).unwrap();
    }));
    alice.tells(1, "bob").await;

    let told = bob.unopened().await;
    world.wire.is(Weather::Clear);
    alice.delivers("bob").await;

    let (id, from) = (envelope_id(1, "bob"), device("alice"));
    let expected = UnopenedEnvelope { id, from, at: at(5), cause: Cause::CANNOT_OPEN, bytes: 9 };
    assert_eq!(told, [expected]);
    assert_eq!(bob.unopened().await, []);
}

#[tokio::test]
async fn what_comes_again_is_told_once_with_its_latest_time_and_first() {
    let (world, _alice, bob) = scene().await;
    let _ = bob.receives("alice", vec![noise(1), noise(2)]).await;
    world.later(60);

    let _ = bob.receives("alice", vec![noise(1)]).await;

    let told = bob.unopened().await.into_iter().map(|it| (it.id, it.at));
    let expected = [(envelope_id(1, "bob"), at(65)), (envelope_id(2, "bob"), at(5))];
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn the_latest_256_are_kept_and_nothing_else_suffers() {
    let (_world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;

    for n in 1_000..1_300 {
        let _ = bob.receives("mallory", vec![noise(n)]).await;
    }

    let told: Vec<_> = bob.unopened().await.into_iter().map(|it| it.id).collect();
    let latest: Vec<_> = (1_044..1_300).rev().map(|n| envelope_id(n, "bob")).collect();
    assert_eq!((told.len(), told), (256, latest));
    alice.tells(2, "bob").await;
    assert_eq!(bob.heard("alice").await.len(), 2);
}

#[rstest]
#[case::of_another_author("carol", "bob", Cause::SENDER_MISMATCH)]
#[case::for_another_reader("alice", "carol", Cause::WRONG_RECIPIENT)]
#[tokio::test]
async fn a_message_that_was_opened_and_refused_is_told_too(
    #[case] author: &str,
    #[case] reader: &str,
    #[case] cause: Cause,
) {
    let (world, _alice, bob) = scene().await;
    let bundle = world.directory.bundle(device("alice"), device("bob")).await;
    let (_, sealed) = seals(honest("alice").begins(bundle, "bob"), &message(1, author, reader));
    let envelope = Envelope { id: envelope_id(1, "bob"), recipient: device("bob"), sealed };

    let _ = bob.receives("alice", vec![envelope]).await;

    let told: Vec<_> = bob.unopened().await.into_iter().map(|it| (it.id, it.cause)).collect();
    assert_eq!(told, [(envelope_id(1, "bob"), cause)]);
}
