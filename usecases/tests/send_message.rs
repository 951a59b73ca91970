//! Sending a message.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::time::Duration;

use causerie_chat::{DeliveryState, Device, Person};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{SendMessage, SendMessageError},
    ports::{Contacts, History, Pending, People},
};
use given::{
    address, addressed, at, device, directory::Trouble, message, message_id, person, secrets,
    world::world,
};
use tokio::time::timeout;

#[tokio::test]
async fn a_message_is_kept_before_anything_leaves() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);

    alice.says(1, "bob").await;

    let entry = alice.store.message(&address("alice"), message_id(1)).await.unwrap().unwrap();
    let expected = (message(1, "alice", "bob"), DeliveryState::Queued, at(5));
    assert_eq!((entry.message, entry.state, entry.changed_at), expected);
    assert_eq!((alice.depth().await, world.wire.count()), (1, 0));
    timeout(Duration::from_secs(5), alice.bell.notified()).await.unwrap();
}

#[tokio::test]
async fn a_message_waits_for_each_device_of_its_recipient() {
    let world = world();
    let alice = world.joins("alice").await;
    alice.store.remember(&bob_with_a_second_device()).await.unwrap();

    alice.says(1, "bob").await;

    let due = alice.store.due().await.unwrap().into_iter().map(|due| due.to);
    let second = "d2.bob.peers.example.org".parse().unwrap();
    assert_eq!(due.collect::<Vec<_>>(), [device("bob"), second]);
}

#[tokio::test]
async fn a_message_to_whom_there_is_a_session_with_is_sealed_at_once() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;

    alice.says(2, "bob").await;

    let sealed = alice.sealed_for("bob").await;
    assert_eq!(sealed.len(), 1);
    assert_eq!(sealed[0].id, addressed(&message(2, "alice", "bob")).id);
}

#[tokio::test]
async fn a_message_sent_twice_is_kept_and_sealed_once() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    alice.says(2, "bob").await;
    let sealed = alice.sealed_for("bob").await;

    world.later(10);
    alice.says(2, "bob").await;

    assert_eq!(alice.sealed_for("bob").await, sealed);
    assert_eq!(alice.depth().await, 1);
}

#[tokio::test]
async fn an_id_is_not_used_for_two_messages() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.says(1, "bob").await;

    let other = alice.saying(1, "bob", "something else");
    let refused = alice.peer.send_message.handle(other).await;

    assert!(matches!(refused, Err(SendMessageError::IdInUse)));
    assert_eq!(alice.conversation("bob").await, [message(1, "alice", "bob")]);
    assert_eq!(alice.depth().await, 1);
}

#[tokio::test]
async fn a_message_to_nobody_is_refused_and_not_kept() {
    let alice = world().joins("alice").await;

    let refused = alice.tries_to_say(1, "carol").await;

    assert!(matches!(refused, Err(SendMessageError::UnknownRecipient)));
    assert!(alice.store.conversations().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_message_to_another_domain_says_so() {
    let alice = world().joins("alice").await;
    let elsewhere = "bob@example.com".parse().unwrap();

    let command = SendMessage { to: elsewhere, ..alice.saying(1, "bob", "hi") };
    let refused = alice.peer.send_message.handle(command).await;

    assert!(matches!(refused, Err(SendMessageError::UnknownDomain)));
}

#[tokio::test]
async fn a_message_to_a_stranger_is_not_kept_while_the_directory_is_away() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    world.directory.has(Trouble::Away);

    let refused = alice.tries_to_say(1, "bob").await;

    assert!(matches!(refused, Err(SendMessageError::DirectoryUnreachable(_))));
    assert!(alice.store.conversations().await.unwrap().is_empty());
}

#[tokio::test]
async fn whom_the_directory_found_is_remembered() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);

    alice.says(1, "bob").await;

    assert_eq!(alice.store.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn whom_this_device_knows_needs_no_directory() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.directory.has(Trouble::Away);

    alice.says(1, "bob").await;

    assert_eq!(alice.depth().await, 1);
}

#[tokio::test]
async fn t02_a_device_that_the_directory_adds_to_a_person_is_not_written_to() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    let mut bob = bob_with_a_second_device();
    bob.devices[1].signature = bob.devices[0].signature;
    world.directory.tells_of(bob);

    alice.says(1, "bob").await;

    let due = alice.store.due().await.unwrap().into_iter().map(|due| due.to);
    assert_eq!(due.collect::<Vec<_>>(), [device("bob")]);
    assert_eq!(alice.store.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn t02_somebody_with_no_device_that_is_theirs_is_nobody() {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    let account_key = secrets("mallory").0.public();
    world.directory.tells_of(Person { account_key, ..person("bob") });

    let refused = alice.tries_to_say(1, "bob").await;

    assert!(matches!(refused, Err(SendMessageError::UnknownRecipient)));
    assert_eq!(alice.store.person(&address("bob")).await.unwrap(), None);
}

/// Bob, who took on a second device.
fn bob_with_a_second_device() -> Person {
    let (account, _) = secrets("bob");
    let (_, own) = secrets("bob-2");
    let second = "d2.bob.peers.example.org".parse().unwrap();
    let taken_on = causerie_chat::Enrolment::sign(second, &account, &own);
    let (key, signature) = (taken_on.device_key, taken_on.account_signature);
    let mut bob = person("bob");
    bob.devices.push(Device { id: taken_on.device.device, key, signature });
    bob
}
