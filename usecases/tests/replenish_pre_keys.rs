//! Publishing pre-keys: enough of them, none too old, and none whose secret is not kept.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, Envelope};
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::ports::{PreKeyBook, PreKeyShelf, PreKeysLeft, ShelvedPreKeys};
use given::{
    device,
    directory::Trouble,
    envelope_id,
    forger::{honest, seals},
    message,
    party::{Party, numbers, refused},
    world::{World, world},
};
use rstest::rstest;

const WEEK: u64 = 7 * 24 * 60 * 60;

/// Bob, who is on record and has published nothing yet.
async fn scene() -> (World, Party) {
    let world = world();
    let bob = world.registers("bob").await;
    (world, bob)
}

async fn left(world: &World) -> PreKeysLeft {
    world.directory.left(&device("bob")).await.unwrap().unwrap()
}

/// The numbers of a batch's one-time bundles: first and last, and how many.
fn span(batch: &PreKeyBatch) -> (u32, u32, usize) {
    let numbers: Vec<_> = batch.one_time().iter().filter_map(|it| it.bundle().one_time()).collect();
    (numbers[0], *numbers.last().unwrap(), numbers.len())
}

async fn claim(world: &World, count: usize) -> Vec<Bundle> {
    let mut claimed = Vec::new();
    for _ in 0..count {
        claimed.push(world.directory.bundle(device("alice"), device("bob")).await);
    }
    claimed
}

/// What comes of a first message by Alice that was made with that bundle.
async fn first_message(bob: &Party, bundle: Bundle) -> Vec<Cause> {
    let (_, sealed) = seals(honest("alice").begins(bundle, "bob"), &message(1, "alice", "bob"));
    let envelope = Envelope { id: envelope_id(1, "bob"), recipient: device("bob"), sealed };
    let outcome = refused(bob.receives("alice", vec![envelope]).await);
    outcome.into_iter().map(|(_, cause)| cause).collect()
}

#[tokio::test]
async fn a_new_device_publishes_60_bundles_and_one_of_last_resort() {
    let (world, bob) = scene().await;

    bob.replenishes().await;

    let published = world.directory.published();
    assert_eq!((published.len(), span(&published[0])), (1, (1, 60, 60)));
    assert_eq!(published[0].last_resort().bundle().one_time(), None);
    let expected = PreKeysLeft { generation: 1, one_time: 60, last_number: 60 };
    assert_eq!(left(&world).await, expected);
}

#[rstest]
#[case::the_first(0)]
#[case::the_last(59)]
#[case::of_last_resort(60)]
#[tokio::test]
async fn with_each_bundle_a_session_begins(#[case] before: usize) {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    claim(&world, before).await;

    let causes = first_message(&bob, claim(&world, 1).await.remove(0)).await;

    assert_eq!((causes, bob.heard("alice").await), (Vec::new(), numbers([1])));
}

#[rstest]
#[case::nobody_claimed_any(0)]
#[case::twenty_are_left(40)]
#[tokio::test]
async fn nothing_is_published_while(#[case] claimed: usize) {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    claim(&world, claimed).await;

    bob.replenishes().await;

    assert_eq!(world.directory.published().len(), 1);
    assert_eq!(bob.store.last_number().await.unwrap(), 60);
}

#[rstest]
#[case::nineteen_are_left(41, 79)]
#[case::none_is_left(60, 60)]
#[tokio::test]
async fn t13_more_are_published_once(#[case] claimed: usize, #[case] then: u64) {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    claim(&world, claimed).await;

    bob.replenishes().await;

    let published = world.directory.published();
    assert_eq!((published.len(), span(&published[1])), (2, (61, 120, 60)));
    let expected = PreKeysLeft { generation: 1, one_time: then, last_number: 120 };
    assert_eq!(left(&world).await, expected);
    let next = claim(&world, 1).await.remove(0);
    assert_eq!(first_message(&bob, next).await, []);
}

#[tokio::test]
async fn signed_pre_keys_are_renewed_after_a_week() {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    world.later(WEEK - 1);
    bob.replenishes().await;
    assert_eq!(left(&world).await.generation, 1);
    world.later(1);

    bob.replenishes().await;

    let expected = PreKeysLeft { generation: 2, one_time: 60, last_number: 120 };
    assert_eq!(left(&world).await, expected);
    let published = world.directory.published();
    let [first, second] = [0, 1].map(|index| published[index].last_resort().bundle().encode());
    assert_ne!(first[70..102], second[70..102], "the signed X25519 pre-key is another");
    assert_ne!(first[102..1286], second[102..1286], "so is the ML-KEM one");
}

#[rstest]
#[case::one_time(0)]
#[case::of_last_resort(60)]
#[tokio::test]
async fn five_generations_are_kept_for_messages_that_are_on_their_way(#[case] before: usize) {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    claim(&world, before).await;
    let old = claim(&world, 2).await;
    for _ in 0..4 {
        world.later(WEEK);
        bob.replenishes().await;
    }

    let after_four_weeks = first_message(&bob, old[0].clone()).await;
    world.later(WEEK);
    bob.replenishes().await;

    assert_eq!(after_four_weeks, []);
    let kept: Vec<_> =
        bob.store.signed().await.unwrap().iter().map(|signed| signed.generation).collect();
    assert_eq!(kept, [6, 5, 4, 3, 2]);
    let late = Envelope {
        id: envelope_id(2, "bob"),
        recipient: device("bob"),
        sealed: seals(honest("carol").begins(old[1].clone(), "bob"), &message(2, "carol", "bob")).1,
    };
    let outcome = refused(bob.receives("carol", vec![late]).await);
    assert_eq!(outcome, [(envelope_id(2, "bob"), Cause::CANNOT_OPEN)]);
}

#[tokio::test]
async fn secrets_are_kept_before_anything_is_published_and_the_same_keys_are_published_then() {
    let (world, bob) = scene().await;
    world.directory.has(Trouble::TakesNone);
    assert!(bob.tries_to_replenish().await.is_err());
    assert_eq!(bob.store.one_time_above(0).await.unwrap().len(), 60);
    world.directory.has(Trouble::None);
    world.later(60);

    bob.replenishes().await;

    let published = world.directory.published();
    assert_eq!(published.len(), 2);
    assert_eq!(published[0], published[1]);
    let last = claim(&world, 60).await.pop().unwrap();
    assert_eq!(first_message(&bob, last).await, []);
}

#[tokio::test]
async fn a_refill_that_failed_is_published_as_it_was_made() {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    claim(&world, 50).await;
    world.directory.has(Trouble::TakesNone);
    assert!(bob.tries_to_replenish().await.is_err());
    world.directory.has(Trouble::None);

    bob.replenishes().await;

    let published = world.directory.published();
    assert_eq!((published.len(), span(&published[2])), (3, (61, 120, 60)));
    assert_eq!(published[1], published[2]);
    assert_eq!(bob.store.last_number().await.unwrap(), 120);
}

#[tokio::test]
async fn what_was_published_although_the_answer_was_lost_is_not_published_again() {
    let (world, bob) = scene().await;
    world.directory.has(Trouble::AnswerLost);
    assert!(bob.tries_to_replenish().await.is_err());
    world.directory.has(Trouble::None);

    bob.replenishes().await;

    assert_eq!(world.directory.published().len(), 1);
    let expected = PreKeysLeft { generation: 1, one_time: 60, last_number: 60 };
    assert_eq!(left(&world).await, expected);
}

#[tokio::test]
async fn no_keys_are_made_while_the_directory_is_away() {
    let (world, bob) = scene().await;
    world.directory.has(Trouble::Away);

    assert!(bob.tries_to_replenish().await.is_err());

    assert!(bob.store.signed().await.unwrap().is_empty());
    assert_eq!(bob.store.last_number().await.unwrap(), 0);
}

#[tokio::test]
async fn a_device_that_lost_its_pre_keys_publishes_a_later_generation_with_higher_numbers() {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    claim(&world, 7).await;
    let bob = world.forgets(&bob.name);

    bob.replenishes().await;

    let published = world.directory.published();
    assert_eq!(span(&published[1]), (61, 120, 60));
    let expected = PreKeysLeft { generation: 2, one_time: 60, last_number: 120 };
    assert_eq!(left(&world).await, expected);
    assert_eq!(first_message(&bob, claim(&world, 1).await.remove(0)).await, []);
}

#[rstest]
#[case::of_weeks_ago(WEEK)]
#[case::of_this_week(60)]
#[tokio::test]
async fn a_device_restored_from_a_backup_goes_on_behind_what_the_directory_knows(#[case] age: u64) {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    let backup = bob.store.signed().await.unwrap().remove(0);
    world.later(age);
    world.forgets(&bob.name).replenishes().await;
    let bob = world.forgets(&bob.name);
    bob.store.keep_signed(&backup).await.unwrap();

    bob.replenishes().await;

    let expected = PreKeysLeft { generation: 3, one_time: 60, last_number: 180 };
    assert_eq!(left(&world).await, expected);
    assert_eq!(first_message(&bob, claim(&world, 1).await.remove(0)).await, []);
}

#[tokio::test]
async fn t13_one_who_drains_the_pre_keys_keeps_nobody_from_writing_and_they_are_refilled() {
    let (world, bob) = scene().await;
    bob.replenishes().await;
    claim(&world, 200).await;
    let (alice, carol) = (world.joins("alice").await, world.joins("carol").await);

    alice.tells(1, "bob").await;
    carol.tells(1, "bob").await;
    bob.replenishes().await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(bob.heard("carol").await, numbers([1]));
    assert_eq!(left(&world).await.one_time, 60);
    bob.tells(1, "carol").await;
    assert_eq!(carol.heard("bob").await, numbers([1]));
}
