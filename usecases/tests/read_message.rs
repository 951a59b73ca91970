//! Asking where a message stands.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Device, Path, Person};
use causerie_usecases::{
    QueryHandler,
    peer::queries::{MessageReport, ReadMessage},
    ports::{Contacts, Outbox, Outcome, Retry},
};
use given::{
    at, device, envelope_id, message, message_id,
    party::Party,
    person,
    world::{World, world},
};
use rstest::rstest;

struct Alice {
    world: World,
    party: Party,
}

/// Alice, who wrote message 1 to Bob; it is queued.
async fn alice() -> Alice {
    let world = world();
    let (party, _bob) = (world.joins("alice").await, world.joins("bob").await);
    party.says(1, "bob").await;
    Alice { world, party }
}

impl Alice {
    async fn report(&self, n: u16) -> Option<MessageReport> {
        let query = ReadMessage { id: message_id(n), from: None, at: self.party.clock.now() };
        self.party.peer.read_message.handle(query).await.unwrap()
    }

    async fn settle(&self, outcome: Outcome) {
        let outcomes = vec![(envelope_id(1, "bob"), outcome)];
        self.party.store.settle(&device("bob"), outcomes, at(7)).await.unwrap();
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
    alice.party.store.postpone(&device("bob"), &retry()).await.unwrap();

    let report = alice.report(1).await.unwrap();

    assert_eq!((report.entry.state, report.retry), (DeliveryState::Queued, Some(retry())));
}

#[tokio::test]
async fn what_keeps_any_of_the_recipients_devices_is_told() {
    let alice = alice().await;
    let second = Device { id: "d2".parse().unwrap(), ..person("bob").devices[0].clone() };
    let devices = vec![person("bob").devices[0].clone(), second];
    alice.party.store.remember(&Person { devices, ..person("bob") }).await.unwrap();
    alice.party.says(2, "bob").await;
    let second = "d2.bob.peers.example.org".parse().unwrap();
    alice.party.store.postpone(&second, &retry()).await.unwrap();

    let report = alice.report(2).await.unwrap();

    assert_eq!(report.retry, Some(retry()));
}

#[tokio::test]
async fn what_keeps_messages_to_somebody_else_is_not_told() {
    let alice = alice().await;
    alice.party.store.remember(&person("carol")).await.unwrap();
    alice.party.store.postpone(&device("carol"), &retry()).await.unwrap();

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
    alice.party.store.postpone(&device("bob"), &retry()).await.unwrap();

    let report = alice.report(1).await.unwrap();

    assert_eq!((report.entry.state, report.retry), (state, None));
    assert_eq!(report.entry.changed_at, at(7));
}

#[tokio::test]
async fn an_id_that_only_somebody_else_used_or_nobody_is_nothing() {
    let alice = alice().await;
    let bob = alice.world.forgets("bob");
    bob.tells(2, "alice").await;
    assert_eq!(alice.party.heard("bob").await.len(), 1);

    let (theirs, unknown) = (alice.report(2).await, alice.report(3).await);

    assert_eq!((theirs, unknown), (None, None));
}

#[tokio::test]
async fn an_id_that_somebody_else_used_too_is_told_of_this_persons_message() {
    let alice = alice().await;
    let bob = alice.world.forgets("bob");
    bob.tells(1, "alice").await;
    assert_eq!(alice.party.heard("bob").await.len(), 1);

    let report = alice.report(1).await.unwrap();

    assert_eq!(report.entry.message, message(1, "alice", "bob"));
}
