//! Asking where a message stands.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{Cause, DeliveryState, Device, EnvelopeId, Path, Person};
use causerie_memory::MemoryPeer;
use causerie_usecases::{
    QueryHandler,
    peer::queries::{MessageReport, ReadMessage, ReadMessageHandler},
    ports::{Contacts, Inbox, Incoming, Outbox, Outcome, Outgoing, Retry},
};
use given::{address, at, device, envelope, message, message_id, person};
use rstest::rstest;

struct Alice {
    store: Arc<MemoryPeer>,
    read: ReadMessageHandler,
}

/// Alice, who wrote message 1 to Bob; it is queued.
async fn alice() -> Alice {
    let store = Arc::new(MemoryPeer::new(address("alice")));
    store.remember(&person("bob")).await.unwrap();
    let said = message(1, "alice", "bob");
    let outgoing = Outgoing { envelope: envelope(&said), trace: None };
    store.enqueue(&said, vec![outgoing]).await.unwrap();
    let read = ReadMessageHandler {
        me: address("alice"),
        history: store.clone(),
        known: store.clone(),
        pending: store.clone(),
    };
    Alice { store, read }
}

impl Alice {
    async fn report(&self, n: u8) -> Option<MessageReport> {
        self.read.handle(ReadMessage { id: message_id(n) }).await.unwrap()
    }

    async fn settle(&self, outcome: Outcome) {
        let id = EnvelopeId::of(message_id(1), &device("bob"));
        self.store.settle(&device("bob"), vec![(id, outcome)], at(7)).await.unwrap();
    }
}

fn retry() -> Retry {
    Retry { failures: 2, last: at(6), next: at(8), cause: Cause::UNREACHABLE }
}

#[tokio::test]
async fn a_message_that_waits_for_its_first_attempt_is_queued_for_no_cause() {
    let alice = alice().await;

    let report = alice.report(1).await.unwrap();

    assert_eq!(report.entry.message, message(1, "alice", "bob"));
    assert_eq!((report.entry.state, report.retry), (DeliveryState::Queued, None));
}

#[tokio::test]
async fn a_message_whose_delivery_failed_says_why_and_when_it_is_tried_again() {
    let alice = alice().await;
    alice.store.postpone(&device("bob"), &retry()).await.unwrap();

    let report = alice.report(1).await.unwrap();

    assert_eq!((report.entry.state, report.retry), (DeliveryState::Queued, Some(retry())));
}

#[tokio::test]
async fn what_keeps_any_of_the_recipients_devices_is_told() {
    let alice = alice().await;
    let second = Device { id: "d2".parse().unwrap(), ..person("bob").devices[0].clone() };
    let devices = vec![person("bob").devices[0].clone(), second];
    alice.store.remember(&Person { devices, ..person("bob") }).await.unwrap();
    let second = "d2.bob.peers.example.org".parse().unwrap();
    alice.store.postpone(&second, &retry()).await.unwrap();

    let report = alice.report(1).await.unwrap();

    assert_eq!(report.retry, Some(retry()));
}

#[tokio::test]
async fn what_keeps_messages_to_somebody_else_is_not_told() {
    let alice = alice().await;
    alice.store.remember(&person("carol")).await.unwrap();
    alice.store.postpone(&device("carol"), &retry()).await.unwrap();

    let report = alice.report(1).await.unwrap();

    assert_eq!(report.retry, None);
}

#[rstest]
#[case::delivered(Outcome::Delivered(Path::Direct), DeliveryState::Delivered(Path::Direct))]
#[case::refused(Outcome::Failed(Cause::MALFORMED), DeliveryState::Failed(Cause::MALFORMED))]
#[tokio::test]
async fn a_message_that_no_longer_waits_has_nothing_that_keeps_it(
    #[case] outcome: Outcome,
    #[case] state: DeliveryState,
) {
    let alice = alice().await;
    alice.settle(outcome).await;
    alice.store.postpone(&device("bob"), &retry()).await.unwrap();

    let report = alice.report(1).await.unwrap();

    assert_eq!((report.entry.state, report.retry), (state, None));
    assert_eq!(report.entry.changed_at, at(7));
}

#[tokio::test]
async fn an_id_that_only_somebody_else_used_or_nobody_is_nothing() {
    let alice = alice().await;
    let theirs = message(2, "bob", "alice");
    let incoming = Incoming { envelope: envelope(&theirs).id, message: theirs };
    alice.store.keep(vec![incoming], at(6)).await.unwrap();

    let (theirs, unknown) = (alice.report(2).await, alice.report(3).await);

    assert_eq!((theirs, unknown), (None, None));
}

#[tokio::test]
async fn an_id_that_somebody_else_used_too_is_told_of_this_persons_message() {
    let alice = alice().await;
    let theirs = message(1, "bob", "alice");
    let incoming = Incoming { envelope: envelope(&theirs).id, message: theirs };
    alice.store.keep(vec![incoming], at(6)).await.unwrap();

    let report = alice.report(1).await.unwrap();

    assert_eq!(report.entry.message, message(1, "alice", "bob"));
}
