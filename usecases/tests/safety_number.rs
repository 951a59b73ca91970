//! Comparing safety numbers, and what being verified means.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::time::Duration;

use causerie_chat::SafetyNumber;
use causerie_usecases::{
    peer::commands::{DecideIdentityError, Verdict},
    ports::{Contacts, Identities},
};
use given::{
    address, at,
    party::Party,
    person, person_with_keys,
    world::{World, world},
};
use rstest::rstest;
use tokio::time::timeout;

/// Alice and Bob, who have talked.
async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    (world, alice, bob)
}

/// What a directory or somebody else says of Bob.
async fn bob_is_said_to_be(alice: &Party, keys: &str) {
    let _ = alice.store.remember(&person_with_keys("bob", keys)).await;
}

#[tokio::test]
async fn both_sides_see_the_same_60_digits() {
    let (_world, alice, bob) = scene().await;

    let (here, there) = (alice.number("bob").await, bob.number("alice").await);

    assert_eq!(here, there);
    assert_eq!(here.digits().len(), 60);
}

#[tokio::test]
async fn somebody_in_between_makes_the_digits_differ() {
    let (_world, alice, bob) = scene().await;
    bob_is_said_to_be(&alice, "mallory").await;

    let changed = alice.standing("bob").await.unwrap().changed.unwrap();

    assert_ne!(changed, bob.number("alice").await);
}

#[tokio::test]
async fn there_is_no_number_with_somebody_who_is_not_known() {
    let (_world, alice, _bob) = scene().await;

    assert_eq!(alice.standing("carol").await, None);
    let refused = alice.decides("carol", Verdict::Accepted).await;
    assert!(matches!(refused, Err(DecideIdentityError::Unknown)));
}

#[rstest]
#[case::of_nobody("1".repeat(60).parse().unwrap(), false)]
#[case::of_nobody_during_a_change("1".repeat(60).parse().unwrap(), true)]
#[tokio::test]
async fn a_wrong_number_is_a_mismatch_and_changes_nothing(
    #[case] number: SafetyNumber,
    #[case] changed: bool,
) {
    let (_world, alice, _bob) = scene().await;
    if changed {
        bob_is_said_to_be(&alice, "mallory").await;
    }
    let before = alice.store.identity(&address("bob")).await.unwrap();

    let refused = alice.decides("bob", Verdict::Compared(number)).await;

    assert!(matches!(refused, Err(DecideIdentityError::Mismatch)));
    assert_eq!(alice.store.identity(&address("bob")).await.unwrap(), before);
}

#[tokio::test]
async fn the_number_of_the_former_key_does_not_confirm_the_offered_one() {
    let (_world, alice, bob) = scene().await;
    bob_is_said_to_be(&alice, "mallory").await;
    let before = alice.store.identity(&address("bob")).await.unwrap();

    let former = bob.number("alice").await;
    let refused = alice.decides("bob", Verdict::Compared(former)).await;

    assert!(matches!(refused, Err(DecideIdentityError::Mismatch)));
    assert_eq!(alice.store.identity(&address("bob")).await.unwrap(), before);
}

#[tokio::test]
async fn a_decision_wakes_the_delivery_and_a_mismatch_does_not() {
    let (_world, alice, bob) = scene().await;
    let rung = async || timeout(Duration::from_millis(20), alice.bell.notified()).await.is_ok();
    while rung().await {}

    let wrong = Verdict::Compared("1".repeat(60).parse().unwrap());
    let _ = alice.decides("bob", wrong).await;
    let after_mismatch = rung().await;
    alice.decides("bob", Verdict::Compared(bob.number("alice").await)).await.unwrap();

    assert_eq!((after_mismatch, rung().await), (false, true));
}

/// What happens between Alice and Bob's identity.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// She compares, and the number is the right one.
    Compares,
    Accepts,
    Rejects,
    /// Bob is said to have another account key.
    Changes,
    /// Bob is said to be who he was.
    ChangesBack,
    /// What is known of Bob is heard again.
    IsRemembered,
}

#[rstest]
#[case::met(&[], false, false)]
#[case::compared(&[Step::Compares], true, false)]
#[case::compared_and_met_again(&[Step::Compares, Step::IsRemembered], true, false)]
#[case::accepted_unseen(&[Step::Accepts], false, false)]
#[case::rejected_without_cause(&[Step::Rejects], false, false)]
#[case::compared_then_accepted(&[Step::Compares, Step::Accepts], true, false)]
#[case::changed(&[Step::Changes], false, true)]
#[case::compared_then_changed(&[Step::Compares, Step::Changes], false, true)]
#[case::compared_changed_rejected(&[Step::Compares, Step::Changes, Step::Rejects], true, false)]
#[case::compared_changed_accepted(&[Step::Compares, Step::Changes, Step::Accepts], false, false)]
#[case::compared_changed_compared(&[Step::Compares, Step::Changes, Step::Compares], true, false)]
#[case::changed_accepted(&[Step::Changes, Step::Accepts], false, false)]
#[case::changed_compared(&[Step::Changes, Step::Compares], true, false)]
#[case::changed_rejected(&[Step::Changes, Step::Rejects], false, false)]
#[case::compared_changed_and_said_to_be_back(&[Step::Compares, Step::Changes, Step::ChangesBack], false, true)]
#[case::accepted_another_then_back(&[Step::Compares, Step::Changes, Step::Accepts, Step::ChangesBack, Step::Accepts], false, false)]
#[tokio::test]
async fn t04_verified_is_who_was_compared_and_has_not_changed_since(
    #[case] steps: &[Step],
    #[case] verified: bool,
    #[case] changed: bool,
) {
    let (_world, alice, _bob) = scene().await;

    for step in steps {
        match step {
            Step::Changes => bob_is_said_to_be(&alice, "new").await,
            Step::ChangesBack => bob_is_said_to_be(&alice, "bob").await,
            Step::IsRemembered => alice.store.remember(&person("bob")).await.unwrap(),
            Step::Accepts => alice.decides("bob", Verdict::Accepted).await.unwrap(),
            Step::Rejects => alice.decides("bob", Verdict::Rejected).await.unwrap(),
            Step::Compares => {
                let standing = alice.standing("bob").await.unwrap();
                let number = standing.changed.unwrap_or(standing.safety_number);
                alice.decides("bob", Verdict::Compared(number)).await.unwrap();
            }
        }
    }

    let standing = alice.standing("bob").await.unwrap();
    assert_eq!((standing.verified.is_some(), standing.changed.is_some()), (verified, changed));
    assert!(standing.verified.is_none_or(|then| then == at(5)));
}
