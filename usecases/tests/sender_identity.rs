//! Who a message is from: the device that brings it, its session, its introduction and its author have to be one.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeviceAddress, Envelope, Introduction, Message, Sealed};
use causerie_session::{Bundle, IdentitySecret, RustCrypto};
use causerie_usecases::ports::{Identities, People, SessionBook};
use given::{
    address, device, envelope_id,
    forger::{Forger, honest, party_name, seals},
    message,
    party::{Party, numbers, refused},
    person, secrets,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

async fn scene() -> (World, Party, Bundle) {
    let world = world();
    for name in ["alice", "carol"] {
        world.registers(name).await;
    }
    let bob = world.joins("bob").await;
    let bundle = world.directory.bundle(device("mallory"), device("bob")).await;
    (world, bob, bundle)
}

fn envelope(sealed: Sealed) -> Envelope {
    Envelope { id: envelope_id(1, "bob"), recipient: device("bob"), sealed }
}

/// What Bob's peer says to it, brought by the device of `from`.
async fn tried(bob: &Party, from: &str, sealed: Sealed) -> Vec<Cause> {
    let outcome = refused(bob.receives(from, vec![envelope(sealed)]).await);
    outcome.into_iter().map(|(_, cause)| cause).collect()
}

/// Bob has kept nothing of it: no words, no person, no session.
async fn nothing_is_kept(bob: &Party, of: &str) {
    assert!(bob.conversation(of).await.is_empty());
    assert_eq!(bob.store.person(&address(of)).await.unwrap(), None);
    assert!(!bob.store.has_session(&device(of)).await.unwrap());
}

fn device_identity(of: &str) -> IdentitySecret {
    IdentitySecret::of_seed(&RustCrypto, secrets(of).1.seed())
}

fn introduction(of: &DeviceAddress, account: &str, own: &str) -> Vec<u8> {
    Introduction::sign(of.clone(), &secrets(account).0, &secrets(own).1).encode(&[])
}

#[tokio::test]
async fn an_honest_first_message_is_taken() {
    let (_world, bob, bundle) = scene().await;
    let (_, sealed) = seals(honest("alice").begins(bundle, "bob"), &message(1, "alice", "bob"));

    assert_eq!(tried(&bob, "alice", sealed).await, []);

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(bob.store.person(&address("alice")).await.unwrap(), Some(person("alice")));
}

#[rstest]
#[case::somebody_elses_introduction(|it: &mut Forger| it.introduction = honest("carol").introduction)]
#[case::an_introduction_by_another_account_for_another_device(|it: &mut Forger| {
    it.introduction = introduction(&device("carol"), "carol", "alice");
})]
#[case::an_introduction_of_another_device_of_the_same_person(|it: &mut Forger| {
    let second = "d2.alice.peers.example.org".parse().unwrap();
    it.introduction = introduction(&second, "alice", "alice");
})]
#[case::an_introduction_of_another_key(|it: &mut Forger| {
    it.introduction = introduction(&device("alice"), "alice", "mallory");
})]
#[case::a_device_key_that_was_never_enrolled(|it: &mut Forger| it.identity = device_identity("mallory"))]
#[case::no_introduction(|it: &mut Forger| it.introduction = Vec::new())]
#[case::half_an_introduction(|it: &mut Forger| it.introduction.truncate(40))]
#[tokio::test]
async fn t03_a_session_is_not_begun_with(#[case] forge: fn(&mut Forger)) {
    let (_world, bob, bundle) = scene().await;
    let mut forger = honest("alice");
    forge(&mut forger);
    let (_, sealed) = seals(forger.begins(bundle, "bob"), &message(1, "alice", "bob"));

    assert_eq!(tried(&bob, "alice", sealed).await, [Cause::SENDER_MISMATCH]);

    nothing_is_kept(&bob, "alice").await;
}

#[rstest]
#[case::for_another_account("carol", "d1.alice.peers.example.org")]
#[case::for_another_device("alice", "d2.alice.peers.example.org")]
#[case::for_another_domain("alice", "d1.alice.peers.example.com")]
#[tokio::test]
async fn t03_a_session_bound_to_another_name_does_not_open(
    #[case] account: &str,
    #[case] name: DeviceAddress,
) {
    let (_world, bob, bundle) = scene().await;
    let forger = Forger { name: party_name(account, &name), ..honest("alice") };
    let (_, sealed) = seals(forger.begins(bundle, "bob"), &message(1, "alice", "bob"));

    assert_eq!(tried(&bob, "alice", sealed).await, [Cause::CANNOT_OPEN]);

    nothing_is_kept(&bob, "alice").await;
}

#[tokio::test]
async fn t03_a_session_bound_to_another_reader_does_not_open() {
    let (_world, bob, bundle) = scene().await;
    let (_, sealed) = seals(honest("alice").begins(bundle, "carol"), &message(1, "alice", "bob"));

    assert_eq!(tried(&bob, "alice", sealed).await, [Cause::CANNOT_OPEN]);

    nothing_is_kept(&bob, "alice").await;
}

#[tokio::test]
async fn t03_a_first_message_that_another_device_brings_is_refused() {
    let (_world, bob, bundle) = scene().await;
    let (_, sealed) = seals(honest("alice").begins(bundle, "bob"), &message(1, "alice", "bob"));

    assert_eq!(tried(&bob, "carol", sealed).await, [Cause::SENDER_MISMATCH]);

    nothing_is_kept(&bob, "alice").await;
    nothing_is_kept(&bob, "carol").await;
}

#[tokio::test]
async fn t03_a_message_of_a_session_that_another_device_brings_is_refused() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    let carol = world.joins("carol").await;
    carol.tells(5, "bob").await;
    alice.tells(6, "bob").await;
    bob.tells(7, "alice").await;
    world.wire.is(Weather::Cut);
    alice.tells(1, "bob").await;
    let sealed = alice.sealed_for("bob").await.remove(0).sealed;

    assert_eq!(tried(&bob, "carol", sealed.clone()).await, [Cause::CANNOT_OPEN]);

    assert_eq!(bob.heard("carol").await, numbers([5]));
    assert_eq!(tried(&bob, "alice", sealed).await, []);
    assert_eq!(bob.heard("alice").await, numbers([6, 1]));
}

#[rstest]
#[tokio::test]
async fn t26_the_author_of_a_message_is_who_brings_it_whatever_session_it_is_in(
    #[values(false, true)] in_a_session: bool,
    #[values("carol", "bob", "mallory")] author: &str,
) {
    let (_world, bob, bundle) = scene().await;
    let mut session = honest("alice").begins(bundle, "bob");
    if in_a_session {
        let said = message(8, "alice", "bob");
        let (next, sealed) = seals(session, &said);
        let first = Envelope { id: envelope_id(8, "bob"), ..envelope(sealed) };
        bob.receives("alice", vec![first]).await.unwrap();
        session = next;
    }
    let forged = Message { author: address(author), ..message(1, "alice", "bob") };
    let (_, sealed) = seals(session, &forged);

    assert_eq!(tried(&bob, "alice", sealed).await, [Cause::SENDER_MISMATCH]);

    let expected = if in_a_session { numbers([8]) } else { Vec::new() };
    assert_eq!(bob.heard("alice").await, expected);
    assert!(bob.conversation(author).await.is_empty());
    assert_eq!(bob.store.identity(&address(author)).await.unwrap(), None);
}

#[rstest]
#[case::signing_as_bob_herself(|| honest("bob"))]
#[case::under_alices_introduction(|| Forger { introduction: honest("alice").introduction, ..honest("bob") })]
#[case::under_alices_name(|| Forger { name: honest("alice").name, ..honest("bob") })]
#[tokio::test]
async fn t23_whoever_has_all_of_bobs_keys_poses_as_nobody_else_to_bob(
    #[case] forger: fn() -> Forger,
) {
    let (_world, bob, bundle) = scene().await;
    let (_, sealed) = seals(forger().begins(bundle, "bob"), &message(1, "alice", "bob"));

    let causes = tried(&bob, "alice", sealed).await;

    assert_eq!(causes, [Cause::SENDER_MISMATCH]);
    nothing_is_kept(&bob, "alice").await;
}

#[tokio::test]
async fn t23_nor_with_them_in_a_session_that_is_there() {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    let bundle = world.directory.bundle(device("mallory"), device("bob")).await;
    let (_, sealed) = seals(honest("bob").begins(bundle, "bob"), &message(2, "alice", "bob"));

    let forged = Envelope { id: envelope_id(2, "bob"), ..envelope(sealed) };
    let outcome = refused(bob.receives("alice", vec![forged]).await);

    assert_eq!(outcome, [(envelope_id(2, "bob"), Cause::SENDER_MISMATCH)]);
    alice.tells(3, "bob").await;
    assert_eq!(bob.heard("alice").await, numbers([1, 3]));
}

#[tokio::test]
async fn t23_whoever_has_all_of_alices_keys_hands_her_no_pre_keys_for_bobs() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    let alices = world.directory.bundle(device("alice"), device("alice")).await;
    world.directory.hands_out(device("bob"), alices);

    alice.tells(1, "bob").await;

    assert_eq!(alice.cause("bob").await, Some(Cause::BAD_PRE_KEYS));
    assert_eq!((world.wire.count(), alice.sealed_for("bob").await.len()), (0, 0));
}
