//! Sending a message.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{DeliveryState, Enrolment, EnvelopeId, Message, Text};
use causerie_memory::{MemoryDirectory, MemoryPeer, NotifyDoorbell};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{SendMessage, SendMessageError, SendMessageHandler},
    ports::{Contacts, History, Pending, People, Registry},
};
use given::{address, at, device, message_id, person, secrets};
use tokio::sync::Notify;

struct Alice {
    store: Arc<MemoryPeer>,
    bell: Arc<Notify>,
    send: SendMessageHandler,
}

/// Alice, at a directory where Bob is on record.
async fn alice() -> Alice {
    let directory = Arc::new(MemoryDirectory::default());
    let (account, own) = secrets("bob");
    let enrolment = Enrolment::sign(device("bob"), &account, &own).verify().unwrap();
    directory.register(&enrolment, at(1)).await.unwrap();
    let store = Arc::new(MemoryPeer::new(address("alice")));
    let bell = Arc::new(Notify::new());
    let send = SendMessageHandler {
        me: address("alice"),
        known: store.clone(),
        people: directory,
        contacts: store.clone(),
        outbox: store.clone(),
        doorbell: Arc::new(NotifyDoorbell(bell.clone())),
    };
    Alice { store, bell, send }
}

fn hello(to: &str, text: &str) -> SendMessage {
    let text: Text = text.parse().unwrap();
    SendMessage { id: message_id(1), to: to.parse().unwrap(), text, at: at(5), trace: None }
}

#[tokio::test]
async fn a_message_is_kept_and_waits_for_each_device_before_anything_leaves() {
    let alice = alice().await;

    alice.send.handle(hello("bob@example.org", "hi")).await.unwrap();

    let entry = alice.store.message(&address("alice"), message_id(1)).await.unwrap().unwrap();
    assert_eq!(entry.state, DeliveryState::Queued);
    let waiting = alice.store.waiting(&device("bob"), 10, 1_000).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].envelope.id, EnvelopeId::of(message_id(1), &device("bob")));
    assert_eq!(Message::decode(waiting[0].envelope.sealed.as_bytes()).unwrap(), entry.message);
    tokio::time::timeout(std::time::Duration::from_secs(1), alice.bell.notified()).await.unwrap();
}

#[tokio::test]
async fn a_message_sent_twice_is_kept_once() {
    let alice = alice().await;

    alice.send.handle(hello("bob@example.org", "hi")).await.unwrap();
    alice.send.handle(hello("bob@example.org", "hi")).await.unwrap();

    assert_eq!(alice.store.depth().await.unwrap().envelopes, 1);
}

#[tokio::test]
async fn an_id_is_not_used_for_two_messages() {
    let alice = alice().await;
    alice.send.handle(hello("bob@example.org", "hi")).await.unwrap();

    let refused = alice.send.handle(hello("bob@example.org", "ho")).await;

    assert!(matches!(refused, Err(SendMessageError::IdInUse)));
    assert_eq!(alice.store.depth().await.unwrap().envelopes, 1);
}

#[tokio::test]
async fn a_message_to_nobody_is_refused_and_not_kept() {
    let alice = alice().await;

    let refused = alice.send.handle(hello("carol@example.org", "hi")).await;

    assert!(matches!(refused, Err(SendMessageError::UnknownRecipient)));
    assert!(alice.store.conversations().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_message_to_another_domain_says_so() {
    let alice = alice().await;

    let refused = alice.send.handle(hello("bob@example.com", "hi")).await;

    assert!(matches!(refused, Err(SendMessageError::UnknownDomain)));
}

#[tokio::test]
async fn whom_the_directory_found_is_remembered() {
    let alice = alice().await;

    alice.send.handle(hello("bob@example.org", "hi")).await.unwrap();

    assert_eq!(alice.store.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn whom_this_device_knows_needs_no_directory() {
    let mut alice = alice().await;
    alice.store.remember(&person("bob")).await.unwrap();
    alice.send.people = Arc::new(MemoryDirectory::default());

    alice.send.handle(hello("bob@example.org", "hi")).await.unwrap();

    assert_eq!(alice.store.depth().await.unwrap().envelopes, 1);
}
