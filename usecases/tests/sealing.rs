//! What is said is sealed, from one device to the other, and never otherwise.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{
    Body, Cause, DeliveryState, Device, Enrolment, Envelope, Message, Path, Sealed, pad,
};
use causerie_usecases::{
    CommandHandler,
    ports::{Contacts, Pending, People},
};
use given::{
    address, device, envelope_id,
    forger::{honest, seals},
    message,
    party::{Party, numbers, refused},
    person, secrets,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

const DELIVERED: DeliveryState = DeliveryState::Delivered(Path::Direct);

async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    (world, alice, bob)
}

#[tokio::test]
async fn a_first_message_to_somebody_never_written_to_arrives_sealed() {
    let (world, alice, bob) = scene().await;

    alice.tells(1, "bob").await;

    assert_eq!(bob.conversation("alice").await, [message(1, "alice", "bob")]);
    assert_eq!(alice.state(1).await, DELIVERED);
    let crossed = world.wire.drain();
    assert!(!tells(&crossed[0].envelope.sealed, &message(1, "alice", "bob")));
}

#[tokio::test]
async fn who_writes_for_the_first_time_is_known_from_then_on_and_can_be_answered() {
    let (world, alice, bob) = scene().await;
    alice.tells(1, "bob").await;
    world.directory.has(given::directory::Trouble::Away);

    bob.tells(2, "alice").await;

    assert_eq!(bob.store.person(&address("alice")).await.unwrap(), Some(person("alice")));
    assert_eq!(bob.cause("alice").await, Some(Cause::DIRECTORY_UNREACHABLE));
    assert_eq!(bob.sealed_for("alice").await.len(), 1);
    world.directory.has(given::directory::Trouble::None);
    bob.delivers("alice").await;
    assert_eq!(alice.heard("bob").await, numbers([2]));
    assert_eq!(world.directory.claims_to(&device("alice")), 0);
}

#[tokio::test]
async fn the_outbox_never_holds_readable_text() {
    let (world, alice, _bob) = scene().await;
    world.wire.is(Weather::Cut);
    alice.tells(1, "bob").await;

    alice.says(2, "bob").await;

    let sealed = alice.sealed_for("bob").await;
    assert_eq!(sealed.len(), 2);
    for (envelope, n) in sealed.iter().zip([1, 2]) {
        assert!(!tells(&envelope.sealed, &message(n, "alice", "bob")));
    }
    let plain = Sealed::try_from(message(1, "alice", "bob").encode()).unwrap();
    assert!(tells(&plain, &message(1, "alice", "bob")), "what is searched for would be found");
}

#[tokio::test]
async fn the_size_of_what_is_sealed_does_not_tell_a_word_from_a_sentence() {
    let (_world, alice, _bob) = scene().await;
    alice.tells(1, "bob").await;

    alice.peer.send_message.handle(alice.saying(2, "bob", "a")).await.unwrap();
    alice.peer.send_message.handle(alice.saying(3, "bob", &"a".repeat(100))).await.unwrap();

    let sizes: Vec<_> =
        alice.sealed_for("bob").await.iter().map(|it| it.sealed.as_bytes().len()).collect();
    assert_eq!(sizes[0], sizes[1]);
}

#[rstest]
#[case::bare(message(1, "alice", "bob").encode())]
#[case::padded(pad(message(1, "alice", "bob").encode()))]
#[tokio::test]
async fn t46_a_plain_message_is_refused(
    #[case] plain: Vec<u8>,
    #[values(false, true)] in_a_session: bool,
) {
    let (_world, alice, bob) = scene().await;
    if in_a_session {
        alice.tells(2, "bob").await;
    }
    let before = bob.conversation("alice").await;
    let sealed = Sealed::try_from(plain).unwrap();
    let envelope = Envelope { id: envelope_id(1, "bob"), recipient: device("bob"), sealed };

    let outcome = bob.receives("alice", vec![envelope]).await;

    assert_eq!(refused(outcome), [(envelope_id(1, "bob"), Cause::CANNOT_OPEN)]);
    assert_eq!(bob.conversation("alice").await, before);
}

#[tokio::test]
async fn t47_a_device_that_nothing_can_be_sealed_for_gets_nothing_and_the_other_its_own() {
    let (world, alice, bob) = scene().await;
    let (account, _) = secrets("bob");
    let second = Enrolment::sign(bobs_second().parse().unwrap(), &account, &secrets("bob-2").1);
    let (key, signature) = (second.device_key, second.account_signature);
    let mut both = person("bob");
    both.devices.push(Device { id: second.device.device.clone(), key, signature });
    world.directory.tells_of(both.clone());
    alice.store.remember(&both).await.unwrap();

    alice.says(1, "bob").await;
    for to in alice.store.due().await.unwrap() {
        let (at, randomness) = (world.clock.now(), world.clock.randomness());
        let (to, claim) = (to.to, world.clock.claim());
        let command = causerie_usecases::peer::commands::DeliverWaiting {
            to,
            at,
            jitter: 0,
            claim,
            randomness,
        };
        alice.peer.deliver_waiting.handle(command).await.unwrap();
    }

    let crossed = world.wire.drain();
    assert_eq!(crossed.len(), 1);
    assert_eq!((crossed[0].to.clone(), bob.heard("alice").await), (device("bob"), numbers([1])));
    let waiting = alice.store.waiting(&second.device, false, 10, usize::MAX).await.unwrap();
    assert!(waiting.sealed.is_empty() && waiting.unsealed_next);
    let retry = alice.store.retry(&second.device).await.unwrap().unwrap();
    assert_eq!(retry.cause, Cause::NO_PRE_KEYS);
}

fn bobs_second() -> &'static str {
    "d2.bob.peers.example.org"
}

#[rstest]
#[case::small(77, vec![0xFF, 0])]
#[case::empty(78, Vec::new())]
#[case::of_the_largest_kind(u64::MAX, vec![1; 60_000])]
#[tokio::test]
async fn t63_a_kind_of_body_that_is_not_known_arrives_as_it_is(
    #[case] kind: u64,
    #[case] data: Vec<u8>,
) {
    let (world, _alice, bob) = scene().await;
    let body = Body::Unknown { kind, data };
    let said = Message { body, ..message(1, "alice", "bob") };
    let bundle = world.directory.bundle(device("alice"), device("bob")).await;
    let (_, sealed) = seals(honest("alice").begins(bundle, "bob"), &said);
    let envelope = Envelope { id: envelope_id(1, "bob"), recipient: device("bob"), sealed };

    bob.receives("alice", vec![envelope]).await.unwrap();

    assert_eq!(bob.conversation("alice").await, [said]);
}

/// Whether anything of the message can be read in those bytes.
fn tells(sealed: &Sealed, message: &Message) -> bool {
    let bytes = sealed.as_bytes();
    let names = [&message.author, message.recipient.person().unwrap()]
        .map(|it| it.username.as_str().as_bytes());
    let said = message.body.data();
    let parts = [&*said, message.id.as_bytes(), names[0], names[1]];
    parts.iter().any(|part| bytes.windows(part.len()).any(|window| window == *part))
}
