//! Where people who are not known need not ask.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{DeliveryState, Path, Ruling, Standing};
use causerie_usecases::ports::Contacts;
use given::{mail::Counter, person, world::world};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

#[tokio::test]
async fn where_strangers_are_welcome_who_writes_is_a_contact_at_once() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);

    alice.tells(1, "bob").await;

    assert_eq!(alice.state(1).await, DIRECT);
    assert_eq!(bob.knows("alice").await, Some((Standing::ACCEPTED, 1)));
}

#[rstest]
#[case::blocked(Ruling::Block)]
#[case::ignored(Ruling::Ignore)]
#[tokio::test]
async fn where_strangers_are_welcome_those_who_are_blocked_or_ignored_are_not(
    #[case] ruling: Ruling,
) {
    let world = world();
    world.mail.is(Counter::Open);
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    bob.store.remember(&person("alice")).await.unwrap();
    bob.rules("alice", ruling).await;

    alice.tells(1, "bob").await;
    bob.fetches().await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert!(!bob.has_receipts().await);
}
