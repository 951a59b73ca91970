//! Asking why something is not where it should be: each cause, by what brings it about.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Envelope};
use causerie_usecases::{
    QueryHandler,
    peer::queries::{About, Reason, Why},
    ports::Contacts,
};
use given::{
    address, at, device,
    directory::Trouble,
    envelope_id,
    forger::{honest, seals},
    mail::Counter,
    mailing::bob_is_away,
    message, message_id,
    party::Party,
    person_with_keys,
    wire::Weather,
};
use rstest::rstest;

/// What goes wrong with a message.
#[derive(Clone, Copy)]
enum Fault {
    NotTriedYet,
    Away,
    MailroomShut,
    DirectoryAway,
    MailboxFull,
    TooMuchWaiting,
    DeviceUnknown,
    NoPreKeys,
    BadPreKeys,
    NoMorePreKeys,
    Damaged,
    Misdirected,
    KeyChanged,
    Expired,
}

async fn befalls(fault: Fault) -> Party {
    let (world, alice, _bob) = bob_is_away().await;
    match fault {
        Fault::MailroomShut => world.mail.is(Counter::Shut),
        Fault::MailboxFull => world.mail.has_room_for(0, 9),
        Fault::TooMuchWaiting => world.mail.has_room_for(9, 0),
        Fault::DirectoryAway => world.directory.has(Trouble::Away),
        Fault::NoMorePreKeys => world.directory.has(Trouble::QuotaExceeded),
        Fault::DeviceUnknown => world.mail.is(Counter::Bent(|envelope| {
            envelope.recipient = "d9.bob.peers.example.org".parse().unwrap();
        })),
        Fault::NoPreKeys => {
            world.registers("dave").await;
            alice.tells(1, "dave").await;
            return alice;
        }
        Fault::BadPreKeys => {
            let _mallory = world.joins("mallory").await;
            let bundle = world.directory.bundle(device("alice"), device("mallory")).await;
            world.directory.hands_out(device("bob"), bundle);
        }
        Fault::Damaged => {
            world.is_at("bob", "127.0.0.1:7600").await;
            world.wire.is(Weather::Bent(damage));
        }
        Fault::Misdirected => {
            world.is_at("bob", "127.0.0.1:7600").await;
            world.wire.is(Weather::Bent(|envelope| envelope.recipient = device("carol")));
        }
        Fault::NotTriedYet | Fault::Away | Fault::Expired | Fault::KeyChanged => {}
    }
    alice.says(1, "bob").await;
    if let Fault::NotTriedYet = fault {
        return alice;
    }
    if let Fault::KeyChanged = fault {
        let _ = alice.store.remember(&person_with_keys("bob", "new")).await;
    }
    alice.delivers("bob").await;
    if let Fault::Expired = fault {
        world.later(40 * 24 * 60 * 60);
        world.mail.expires().await;
        alice.fetches().await;
    }
    alice
}

fn damage(envelope: &mut Envelope) {
    envelope.sealed = vec![0xFF; 9].try_into().unwrap();
}

#[rstest]
#[case::it_was_not_tried_yet(Fault::NotTriedYet, Cause::IN_PROGRESS, 0)]
#[case::they_are_away(Fault::Away, Cause::IN_MAILBOX, 0)]
#[case::and_the_mailboxes_are_out_of_reach(Fault::MailroomShut, Cause::DIRECTORY_UNREACHABLE, 1)]
#[case::the_directory_is_away(Fault::DirectoryAway, Cause::DIRECTORY_UNREACHABLE, 1)]
#[case::their_mailbox_is_full(Fault::MailboxFull, Cause::MAILBOX_FULL, 1)]
#[case::too_much_of_alices_waits(Fault::TooMuchWaiting, Cause::TOO_MUCH_WAITING, 1)]
#[case::there_is_no_such_device(Fault::DeviceUnknown, Cause::UNKNOWN_DEVICE, 0)]
#[case::they_have_no_pre_keys(Fault::NoPreKeys, Cause::NO_PRE_KEYS, 1)]
#[case::the_pre_keys_are_not_theirs(Fault::BadPreKeys, Cause::BAD_PRE_KEYS, 1)]
#[case::pre_keys_were_asked_for_too_often(Fault::NoMorePreKeys, Cause::QUOTA_EXCEEDED, 1)]
#[case::they_cannot_open_it(Fault::Damaged, Cause::CANNOT_OPEN, 1)]
#[case::it_was_brought_to_another(Fault::Misdirected, Cause::WRONG_RECIPIENT, 0)]
#[case::their_key_has_changed(Fault::KeyChanged, Cause::IDENTITY_CHANGED, 1)]
#[case::nobody_fetched_it(Fault::Expired, Cause::EXPIRED, 0)]
#[tokio::test]
async fn a_message_is_not_delivered_since(
    #[case] fault: Fault,
    #[case] cause: Cause,
    #[case] attempts: u32,
) {
    let alice = befalls(fault).await;

    let reason = alice.why(1).await.unwrap();

    assert_eq!((reason.cause, reason.attempts), (cause, attempts));
    assert_eq!(reason.next.is_some(), attempts > 0);
    assert_eq!(reason.about, About::Sent(message_id(1), alice.state(1).await));
}

#[rstest]
#[case::that_said_another_wrote_it("carol", "bob", Cause::SENDER_MISMATCH)]
#[case::that_said_it_was_for_another("alice", "carol", Cause::WRONG_RECIPIENT)]
#[tokio::test]
async fn something_was_not_opened(
    #[case] author: &str,
    #[case] reader: &str,
    #[case] cause: Cause,
) {
    let (world, _alice, bob) = bob_is_away().await;
    let bundle = world.directory.bundle(device("alice"), device("bob")).await;
    let (_, sealed) = seals(honest("alice").begins(bundle, "bob"), &message(1, author, reader));
    let id = envelope_id(1, "bob");

    let _ = bob.receives("alice", vec![Envelope { id, recipient: device("bob"), sealed }]).await;

    assert_eq!(bob.why_with("alice").await, [(About::Unopened(id), cause)]);
    assert_eq!(bob.why_with("carol").await, []);
}

#[tokio::test]
async fn since_when_and_until_when_is_told() {
    let (world, alice, _bob) = bob_is_away().await;
    world.mail.is(Counter::Shut);
    alice.says(1, "bob").await;
    world.later(5);
    alice.delivers("bob").await;

    let reason = alice.why(1).await.unwrap();

    let expected = Reason {
        about: About::Sent(message_id(1), DeliveryState::Queued),
        with: address("bob").into(),
        device: None,
        cause: Cause::DIRECTORY_UNREACHABLE,
        since: at(5),
        attempts: 1,
        next: Some(alice.retry("bob").await.unwrap().next),
    };
    assert_eq!(reason, expected);
}

#[tokio::test]
async fn everything_between_two_is_told_messages_first_and_oldest_first() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    world.mail.is(Counter::Shut);
    alice.tells(2, "bob").await;
    for n in [1, 2] {
        let id = envelope_id(n, "alice");
        let sealed = vec![0xFF; 9].try_into().unwrap();
        let noise = Envelope { id, recipient: device("alice"), sealed };
        alice.receives("bob", vec![noise]).await.unwrap_err();
    }
    let _ = alice.store.remember(&person_with_keys("bob", "new")).await;

    let told = alice.why_with("bob").await;

    let expected = [
        (About::Sent(message_id(1), DeliveryState::Stored), Cause::IN_MAILBOX),
        (About::Sent(message_id(2), DeliveryState::Queued), Cause::DIRECTORY_UNREACHABLE),
        (About::Unopened(envelope_id(1, "alice")), Cause::CANNOT_OPEN),
        (About::Unopened(envelope_id(2, "alice")), Cause::CANNOT_OPEN),
        (About::Identity, Cause::IDENTITY_CHANGED),
    ];
    assert_eq!(told, expected);
    drop(bob);
}

#[rstest]
#[case::of_a_message_nobody_knows(Why::Message(message_id(9)))]
#[case::of_one_that_is_where_it_should_be(Why::Message(message_id(1)))]
#[case::of_somebody_all_is_well_with(Why::Person(address("bob")))]
#[case::of_a_stranger(Why::Person(address("carol")))]
#[tokio::test]
async fn there_is_nothing_to_say(#[case] query: Why) {
    let (world, alice, _bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    alice.tells(1, "bob").await;

    assert_eq!(alice.peer.why.handle(query).await.unwrap(), []);
}
