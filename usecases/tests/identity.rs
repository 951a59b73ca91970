//! Who somebody is: pinned at first use, and changed by nobody but whom it concerns.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, DeviceAddress, Introduction, Path};
use causerie_usecases::{
    peer::commands::{SendMessageError, Verdict},
    ports::{Contacts, Identities, Pending, SessionBook},
};
use given::{
    address, device, envelope_id,
    party::{Party, numbers, refused},
    person, person_with_keys, secrets,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

/// Alice and Bob, who have talked.
async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    world.wire.drain();
    (world, alice, bob)
}

async fn pinned(at: &Party, whom: &str) -> Option<causerie_chat::Person> {
    at.store.identity(&address(whom)).await.unwrap().map(|known| known.person)
}

#[tokio::test]
async fn a_person_is_pinned_at_first_use_on_both_sides() {
    let (_world, alice, bob) = scene().await;

    assert_eq!(pinned(&alice, "bob").await, Some(person("bob")));
    assert_eq!(pinned(&bob, "alice").await, Some(person("alice")));
    assert_eq!(alice.standing("bob").await.unwrap().verified, None);
}

#[tokio::test]
async fn who_is_met_on_one_device_keeps_the_others() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    let mut two = person("bob");
    let second = Introduction::sign(second_device(), &secrets("bob").0, &secrets("bob-2").1);
    two.devices.push(second.verify(&second_device(), secrets("bob-2").1.public()).unwrap());
    alice.store.remember(&two).await.unwrap();

    bob.tells(1, "alice").await;

    assert_eq!(alice.heard("bob").await, numbers([1]));
    assert_eq!(pinned(&alice, "bob").await, Some(two));
}

fn second_device() -> DeviceAddress {
    "d2.bob.peers.example.org".parse().unwrap()
}

#[tokio::test]
async fn a_change_that_nothing_depends_on_yet_goes_unnoticed_and_the_session_stays() {
    let (world, alice, bob) = scene().await;
    world.directory.tells_of(person_with_keys("bob", "mallory"));

    alice.tells(2, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    assert_eq!(alice.standing("bob").await.unwrap().changed, None);
}

#[tokio::test]
async fn a_changed_account_key_at_the_directory_stops_what_waits_and_what_is_to_be_said() {
    let (world, alice, _) = scene().await;
    let mallory = world.is_replaced("bob", "mallory").await;
    alice.tells(2, "bob").await;
    assert_eq!(alice.cause("bob").await, Some(Cause::CANNOT_OPEN));

    alice.delivers("bob").await;

    assert_eq!(alice.cause("bob").await, Some(Cause::IDENTITY_CHANGED));
    let refused = alice.tries_to_say(3, "bob").await;
    assert!(matches!(refused, Err(SendMessageError::IdentityChanged)));
    assert!(mallory.conversation("alice").await.is_empty());
    assert_eq!(pinned(&alice, "bob").await, Some(person("bob")));
    assert!(alice.standing("bob").await.unwrap().changed.is_some());
}

#[tokio::test]
async fn while_a_change_is_undecided_no_more_pre_keys_are_claimed() {
    let (world, alice, _) = scene().await;
    let _mallory = world.is_replaced("bob", "mallory").await;
    alice.tells(2, "bob").await;
    alice.delivers("bob").await;
    let claims = world.directory.claims_to(&device("bob"));

    for _ in 0..5 {
        alice.delivers("bob").await;
    }

    assert_eq!(alice.cause("bob").await, Some(Cause::IDENTITY_CHANGED));
    assert_eq!(world.directory.claims_to(&device("bob")), claims);
    assert_eq!(alice.sealed_for("bob").await.len(), 0);
}

#[tokio::test]
async fn a_first_message_under_another_account_key_is_refused_and_shown_as_a_change() {
    let (world, alice, bob) = scene().await;
    let mallory = world.is_replaced("alice", "mallory").await;
    mallory.says(2, "bob").await;

    mallory.delivers("bob").await;

    assert_eq!(mallory.cause("bob").await, Some(Cause::IDENTITY_CHANGED));
    assert_eq!(mallory.state(2).await, DeliveryState::Queued);
    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(bob.unopened().await[0].cause, Cause::IDENTITY_CHANGED);
    assert_eq!(pinned(&bob, "alice").await, Some(person("alice")));
    let standing = bob.standing("alice").await.unwrap();
    assert_eq!(standing.changed, Some(mallory.number("bob").await));
    assert_eq!(standing.safety_number, alice.number("bob").await);
}

#[tokio::test]
async fn a_refused_change_leaves_the_session_with_the_one_who_is_known() {
    let (world, alice, bob) = scene().await;
    let mallory = world.is_replaced("alice", "mallory").await;
    mallory.tells(2, "bob").await;

    alice.tells(3, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 3]));
}

#[tokio::test]
async fn what_was_refused_for_a_change_is_taken_once_the_change_is_accepted() {
    let (world, _alice, bob) = scene().await;
    let alices_new_phone = world.is_replaced("alice", "new").await;
    alices_new_phone.tells(2, "bob").await;
    bob.decides("alice", Verdict::Accepted).await.unwrap();

    alices_new_phone.delivers("bob").await;
    bob.tells(2, "alice").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    assert_eq!(alices_new_phone.heard("bob").await, numbers([2]));
    assert!(bob.unopened().await.is_empty());
}

#[rstest]
#[case::compared(true)]
#[case::accepted_unseen(false)]
#[tokio::test]
async fn once_a_change_is_accepted_old_sessions_are_gone_and_what_waited_is_delivered(
    #[case] compared: bool,
) {
    let (world, alice, _) = scene().await;
    world.wire.is(Weather::Cut);
    alice.tells(2, "bob").await;
    world.wire.is(Weather::Clear);
    let bob = world.is_replaced("bob", "new").await;
    alice.delivers("bob").await;
    alice.delivers("bob").await;
    assert_eq!(alice.cause("bob").await, Some(Cause::IDENTITY_CHANGED));

    let number = alice.standing("bob").await.unwrap().changed.unwrap();
    let verdict = if compared { Verdict::Compared(number) } else { Verdict::Accepted };
    alice.decides("bob", verdict).await.unwrap();

    assert!(!alice.store.has_session(&device("bob")).await.unwrap());
    assert_eq!(alice.store.due().await.unwrap()[0].not_before, None);
    alice.delivers("bob").await;
    assert_eq!(bob.heard("alice").await, numbers([2]));
    assert_eq!(alice.state(2).await, DeliveryState::Delivered(Path::Direct));
    assert_eq!(pinned(&alice, "bob").await, Some(person_with_keys("bob", "new")));
    let standing = alice.standing("bob").await.unwrap();
    assert_eq!((standing.verified.is_some(), standing.changed), (compared, None));
}

#[tokio::test]
async fn what_was_sealed_for_the_former_devices_is_sealed_anew_for_the_accepted_ones() {
    let (world, alice, former) = scene().await;
    world.wire.is(Weather::Cut);
    alice.tells(2, "bob").await;
    let sealed = alice.sealed_for("bob").await;
    let _ = alice.store.remember(&person_with_keys("bob", "new")).await;

    alice.decides("bob", Verdict::Accepted).await.unwrap();

    assert_eq!(sealed.len(), 1);
    assert!(alice.sealed_for("bob").await.is_empty());
    world.wire.is(Weather::Clear);
    let bob = world.is_replaced("bob", "new").await;
    alice.delivers("bob").await;
    let anew = world.wire.drain().pop().unwrap().envelope;
    assert_ne!(anew, sealed[0]);
    assert_eq!(bob.heard("alice").await, numbers([2]));
    assert_eq!(refused(former.receives("alice", vec![anew]).await).len(), 1);
}

#[tokio::test]
async fn a_rejected_change_keeps_the_old_key_and_its_sessions() {
    let (world, alice, bob) = scene().await;
    let mallory = world.is_replaced("alice", "mallory").await;
    mallory.tells(2, "bob").await;
    assert!(bob.standing("alice").await.unwrap().changed.is_some());

    bob.decides("alice", Verdict::Rejected).await.unwrap();

    assert_eq!(bob.standing("alice").await.unwrap().changed, None);
    assert_eq!(pinned(&bob, "alice").await, Some(person("alice")));
    alice.tells(3, "bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 3]));
    mallory.delivers("bob").await;
    assert_eq!(mallory.cause("bob").await, Some(Cause::IDENTITY_CHANGED));
}

#[tokio::test]
async fn after_a_rejection_this_person_may_write_to_whom_they_knew() {
    let (world, alice, bob) = scene().await;
    let _ = alice.store.remember(&person_with_keys("bob", "mallory")).await;
    assert!(alice.tries_to_say(2, "bob").await.is_err());

    alice.decides("bob", Verdict::Rejected).await.unwrap();
    alice.tells(2, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    assert_eq!(world.wire.drain()[0].envelope.id, envelope_id(2, "bob"));
}
