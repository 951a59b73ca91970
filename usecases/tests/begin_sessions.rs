//! Beginning a session with a device there is none with.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Device, Enrolment, Person};
use causerie_session::{Bundle, RustCrypto};
use causerie_usecases::ports::{Contacts, PreKeyBook};
use given::{
    device,
    directory::Trouble,
    party::{Party, numbers},
    person, secrets,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    (world, alice, bob)
}

/// Alice's messages 1 to 3 wait unsealed for that cause, and nothing has left.
async fn wait_unsealed(world: &World, alice: &Party, cause: Cause) {
    assert_eq!(alice.cause("bob").await, Some(cause));
    assert_eq!(alice.state(1).await, DeliveryState::Queued);
    assert_eq!((alice.depth().await, alice.sealed_for("bob").await.len()), (3, 0));
    assert_eq!(world.wire.count(), 0);
}

async fn says_three(alice: &Party) {
    for n in [1, 2, 3] {
        alice.says(n, "bob").await;
    }
}

#[rstest]
#[case::the_directory_is_away(Trouble::Away, Cause::DIRECTORY_UNREACHABLE)]
#[case::too_many_were_claimed(Trouble::QuotaExceeded, Cause::QUOTA_EXCEEDED)]
#[tokio::test]
async fn messages_wait_unsealed_while(#[case] trouble: Trouble, #[case] cause: Cause) {
    let (world, alice, bob) = scene().await;
    world.directory.has(trouble);
    says_three(&alice).await;

    alice.delivers("bob").await;

    wait_unsealed(&world, &alice, cause).await;
    world.directory.has(Trouble::None);
    alice.delivers("bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!((alice.depth().await, alice.retry("bob").await), (0, None));
}

#[tokio::test]
async fn messages_wait_unsealed_until_their_recipient_has_published_pre_keys() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.registers("bob").await);
    says_three(&alice).await;

    alice.delivers("bob").await;

    wait_unsealed(&world, &alice, Cause::NO_PRE_KEYS).await;
    bob.replenishes().await;
    alice.delivers("bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
}

#[tokio::test]
async fn what_waits_unsealed_goes_before_what_is_said_later_in_the_session_that_is_there_then() {
    let (world, alice, bob) = scene().await;
    world.directory.has(Trouble::Away);
    says_three(&alice).await;
    world.directory.has(Trouble::None);
    bob.tells(4, "alice").await;
    alice.says(5, "bob").await;

    alice.delivers("bob").await;
    alice.delivers("bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3, 5]));
    assert_eq!(world.directory.claims_to(&device("bob")), 0);
}

#[tokio::test]
async fn one_session_serves_both_and_takes_one_claim() {
    let (world, alice, bob) = scene().await;

    for n in 1..=10 {
        alice.tells(n, "bob").await;
        bob.tells(n, "alice").await;
    }

    assert_eq!(bob.heard("alice").await, numbers(1..=10));
    assert_eq!(alice.heard("bob").await, numbers(1..=10));
    let claims = ["alice", "bob"].map(|name| world.directory.claims_to(&device(name)));
    assert_eq!(claims, [0, 1]);
}

#[tokio::test]
async fn a_session_begun_for_one_who_is_away_is_kept_for_when_they_are_back() {
    let (world, alice, bob) = scene().await;
    world.leaves("bob").await;
    alice.says(1, "bob").await;
    for _ in 0..5 {
        alice.delivers("bob").await;
    }
    world.is_at("bob", "127.0.0.1:7600").await;

    alice.delivers("bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
}

#[rstest]
#[case::of_another_device(|mallorys: &Bundle, _: &Bundle| mallorys.clone())]
#[case::that_nobody_signed(|_: &Bundle, bobs: &Bundle| bent(bobs, 1_340))]
#[case::with_another_pre_key(|_: &Bundle, bobs: &Bundle| bent(bobs, 80))]
#[tokio::test]
async fn a_bundle_is_refused(#[case] forged: fn(&Bundle, &Bundle) -> Bundle) {
    let (world, alice, bob) = scene().await;
    let _mallory = world.joins("mallory").await;
    let mallorys = world.directory.bundle(device("alice"), device("mallory")).await;
    let bobs = world.directory.bundle(device("alice"), device("bob")).await;
    world.directory.hands_out(device("bob"), forged(&mallorys, &bobs));
    says_three(&alice).await;

    alice.delivers("bob").await;

    wait_unsealed(&world, &alice, Cause::BAD_PRE_KEYS).await;
    world.directory.comes_clean();
    alice.delivers("bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
}

/// The bundle with one bit changed.
fn bent(bundle: &Bundle, at: usize) -> Bundle {
    let mut bytes = bundle.encode();
    bytes[at] ^= 1;
    let bent = Bundle::decode(&bytes).unwrap();
    assert!(bent.clone().verify(&RustCrypto).is_err());
    bent
}

#[tokio::test]
async fn a_new_key_of_a_device_is_learned_if_the_person_took_it_on() {
    let (world, alice, _bob) = scene().await;
    world.directory.tells_of(bob_with_another_phone(&secrets("bob").0));
    let bundle = another_phones_bundle(&world).await;
    world.directory.hands_out(device("bob"), bundle);
    world.wire.is(Weather::Cut);

    alice.tells(1, "bob").await;

    assert_eq!(alice.cause("bob").await, Some(Cause::DIRECTORY_UNREACHABLE));
    assert_eq!(alice.sealed_for("bob").await.len(), 1);
}

#[tokio::test]
async fn t02_a_new_key_of_a_device_that_only_the_directory_vouches_for_is_refused() {
    let (world, alice, _bob) = scene().await;
    world.directory.tells_of(bob_with_another_phone(&secrets("mallory").0));
    let bundle = another_phones_bundle(&world).await;
    world.directory.hands_out(device("bob"), bundle);
    says_three(&alice).await;

    alice.delivers("bob").await;

    wait_unsealed(&world, &alice, Cause::BAD_PRE_KEYS).await;
}

/// Bob, whose device has the key of `phone` and that account's signature.
fn bob_with_another_phone(account: &causerie_chat::AccountSecret) -> Person {
    let enrolment = Enrolment::sign(device("bob"), account, &secrets("phone").1);
    let (id, key) = (enrolment.device.device, enrolment.device_key);
    let first = Device { id, key, signature: enrolment.account_signature };
    Person { devices: vec![first], ..person("bob") }
}

/// A bundle of whoever has the device key of `phone`.
async fn another_phones_bundle(world: &World) -> Bundle {
    let _phone = world.joins("phone").await;
    world.directory.bundle(device("alice"), device("phone")).await
}

#[tokio::test]
async fn t14_whoever_begins_at_once_is_given_pre_keys_of_their_own() {
    let (world, _alice, bob) = scene().await;
    let mut guests = Vec::new();
    for name in ["ann", "ben", "cat", "dan", "eve"] {
        guests.push(world.registers(name).await);
    }
    for guest in &guests {
        guest.says(1, "bob").await;
    }

    let all = guests.iter().map(|guest| guest.delivers("bob"));
    tokio_join(all).await;

    for guest in &guests {
        assert_eq!(bob.heard(&guest.name).await, numbers([1]));
    }
    assert!(bob.unopened().await.is_empty());
    let left = world.directory.left(&device("bob")).await.unwrap().unwrap();
    assert_eq!(left.one_time, 60 - 5);
}

/// Polls them by turns until all are done.
async fn tokio_join(all: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut all: Vec<_> = all.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        all.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

#[tokio::test]
async fn t14_pre_keys_that_a_directory_hands_out_twice_begin_one_session_and_the_other_is_repaired()
{
    let (world, alice, bob) = scene().await;
    let carol = world.registers("carol").await;
    let bundle = world.directory.bundle(device("alice"), device("bob")).await;
    world.directory.hands_out(device("bob"), bundle);
    alice.tells(1, "bob").await;
    carol.tells(1, "bob").await;
    assert_eq!(carol.cause("bob").await, Some(Cause::CANNOT_OPEN));
    world.directory.comes_clean();

    carol.delivers("bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(bob.heard("carol").await, numbers([1]));
    assert_eq!(world.directory.claims_to(&device("bob")), 3);
}
