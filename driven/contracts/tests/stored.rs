//! Every outbox keeps what lies in a mailbox until it is delivered, and does not count it as waiting.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{Cause, DeliveryState, DeviceAddress, EnvelopeId, Message, Path};
use causerie_contracts::{
    ALICE, BOB, CAROL, InSession, PeerStore, Store, address, at, device, message, outgoing,
};
use causerie_usecases::ports::{Batch, Outcome, Retry, Waiting};
use rstest::rstest;

const DIRECT: Outcome = Outcome::Delivered(Path::Direct);
const BY_MAIL: Outcome = Outcome::Delivered(Path::Mailbox);
const NONE: Waiting = Waiting { envelopes: 0, devices: 0 };

/// Alice, who has said that many things to Bob's device, numbered from 1 on.
async fn said(store: Store, most: u8) -> (PeerStore, Vec<Message>) {
    let peer = store.peer();
    let said: Vec<_> = (1..=most).map(|n| message(n, ALICE, BOB, "hello")).collect();
    for message in &said {
        peer.sends(message, &[bob()], 10).await;
    }
    (peer, said)
}

fn bob() -> DeviceAddress {
    device("d1", BOB)
}

async fn settle(peer: &PeerStore, said: &[Message], outcome: Outcome, seconds: u64) {
    let id = |message: &Message| EnvelopeId::of(message.id, &bob());
    let outcomes = said.iter().map(|message| (id(message), outcome.clone())).collect();
    peer.outbox.settle(&bob(), outcomes, at(seconds)).await.unwrap();
}

async fn waiting(peer: &PeerStore, again: bool) -> Batch {
    peer.pending.waiting(&bob(), again, 10, 1_000).await.unwrap()
}

fn batch(said: &[Message], in_mailbox: u64) -> Batch {
    let sealed = said.iter().map(|message| outgoing(message, &bob(), 10)).collect();
    Batch { sealed, in_mailbox, ..Batch::default() }
}

async fn state(peer: &PeerStore, message: &Message) -> (DeliveryState, u64) {
    let entry = peer.history.message(&address(ALICE), message.id).await.unwrap().unwrap();
    (entry.state, (entry.changed_at.millis() - at(0).millis()) / 1_000)
}

#[rstest]
#[tokio::test]
async fn what_is_stored_stays_but_is_neither_due_nor_counted(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 1).await;

    settle(&peer, &said, Outcome::Stored, 9).await;

    assert_eq!(state(&peer, &said[0]).await, (DeliveryState::Stored, 9));
    assert_eq!(peer.pending.due().await.unwrap(), []);
    assert_eq!(peer.pending.depth().await.unwrap(), NONE);
    assert_eq!(waiting(&peer, false).await, batch(&[], 1));
    assert_eq!(waiting(&peer, true).await, batch(&said, 1));
}

#[rstest]
#[tokio::test]
async fn what_is_stored_is_handed_out_again_in_its_place(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 4).await;

    settle(&peer, &[said[0].clone(), said[2].clone()], Outcome::Stored, 9).await;

    let queued = [said[1].clone(), said[3].clone()];
    assert_eq!(waiting(&peer, false).await, batch(&queued, 2));
    assert_eq!(waiting(&peer, true).await, batch(&said, 2));
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 2, devices: 1 });
}

#[rstest]
#[tokio::test]
async fn the_limits_hold_for_what_is_handed_out_again_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 4).await;
    settle(&peer, &said[..3], Outcome::Stored, 9).await;

    let by_number = peer.pending.waiting(&bob(), true, 2, 1_000).await.unwrap();
    let by_size = peer.pending.waiting(&bob(), true, 10, 25).await.unwrap();

    assert_eq!(by_number, batch(&said[..2], 3));
    assert_eq!(by_size, batch(&said[..2], 3));
}

#[rstest]
#[tokio::test]
async fn what_lies_in_another_devices_mailbox_is_not_counted(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 1).await;
    let (second, carol) = (device("d2", BOB), device("d1", CAROL));
    peer.sends(&message(2, ALICE, BOB, "too"), std::slice::from_ref(&second), 10).await;
    peer.sends(&message(3, ALICE, CAROL, "hi"), std::slice::from_ref(&carol), 10).await;

    settle(&peer, &said, Outcome::Stored, 9).await;

    for other in [&second, &carol] {
        let batch = peer.pending.waiting(other, true, 10, 1_000).await.unwrap();
        assert_eq!((batch.sealed.len(), batch.in_mailbox), (1, 0));
    }
}

#[rstest]
#[case::directly(DIRECT, Path::Direct)]
#[case::by_mail(BY_MAIL, Path::Mailbox)]
#[tokio::test]
async fn what_was_stored_is_delivered_and_gone(
    #[case] outcome: Outcome,
    #[case] path: Path,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 2).await;
    settle(&peer, &said, Outcome::Stored, 9).await;

    settle(&peer, &said[..1], outcome, 12).await;

    assert_eq!(state(&peer, &said[0]).await, (DeliveryState::Delivered(path), 12));
    assert_eq!(waiting(&peer, true).await, batch(&said[1..], 1));
}

#[rstest]
#[tokio::test]
async fn what_was_stored_fails_and_is_gone(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let (peer, said) = said(store, 1).await;
    settle(&peer, &said, Outcome::Stored, 9).await;

    settle(&peer, &said, Outcome::Failed(Cause::EXPIRED), 12).await;

    assert_eq!(state(&peer, &said[0]).await, (DeliveryState::Failed(Cause::EXPIRED), 12));
    assert_eq!(waiting(&peer, true).await, Batch::default());
}

#[rstest]
#[case::stored_again(Outcome::Stored, DeliveryState::Stored, 9)]
#[case::stored_after_it_was_delivered(BY_MAIL, DeliveryState::Delivered(Path::Mailbox), 10)]
#[case::stored_after_it_failed(
    Outcome::Failed(Cause::MALFORMED),
    DeliveryState::Failed(Cause::MALFORMED),
    10
)]
#[tokio::test]
async fn that_it_is_stored_is_news_only_once_and_only_forward(
    #[case] between: Outcome,
    #[case] state_after: DeliveryState,
    #[case] since: u64,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 1).await;
    settle(&peer, &said, Outcome::Stored, 9).await;
    settle(&peer, &said, between, 10).await;

    settle(&peer, &said, Outcome::Stored, 11).await;

    assert_eq!(state(&peer, &said[0]).await, (state_after, since));
}

#[rstest]
#[tokio::test]
async fn one_of_two_devices_is_stored_and_the_other_fails_and_the_message_is_stored(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (one, two) = (device("d1", BOB), device("d2", BOB));
    let hello = message(1, ALICE, BOB, "hello");
    peer.sends(&hello, &[one.clone(), two.clone()], 10).await;
    let settle_for = async |to: &DeviceAddress, outcome: Outcome| {
        let id = EnvelopeId::of(hello.id, to);
        peer.outbox.settle(to, vec![(id, outcome)], at(9)).await.unwrap();
    };

    settle_for(&one, Outcome::Stored).await;
    settle_for(&two, Outcome::Failed(Cause::UNKNOWN_DEVICE)).await;
    let stored = state(&peer, &hello).await.0;
    settle_for(&one, Outcome::Failed(Cause::EXPIRED)).await;

    assert_eq!(stored, DeliveryState::Stored);
    assert_eq!(state(&peer, &hello).await.0, DeliveryState::Failed(Cause::EXPIRED));
}

#[rstest]
#[case::stored(Outcome::Stored, true)]
#[case::delivered(DIRECT, true)]
#[case::failed(Outcome::Failed(Cause::MALFORMED), false)]
#[tokio::test]
async fn what_was_stored_or_delivered_makes_up_for_the_failures_before(
    #[case] outcome: Outcome,
    #[case] forgotten: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 2).await;
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::UNREACHABLE };
    peer.outbox.postpone(&bob(), &retry).await.unwrap();

    settle(&peer, &said[..1], outcome, 9).await;

    assert_eq!(peer.pending.retry(&bob()).await.unwrap().is_none(), forgotten);
}

#[rstest]
#[tokio::test]
async fn what_is_to_be_sealed_anew_is_queued_again_in_its_place(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, said) = said(store, 3).await;
    settle(&peer, &said[..2], Outcome::Stored, 9).await;

    settle(&peer, &said[1..2], Outcome::SealAnew, 12).await;

    let unsealed = Batch { unsealed_next: true, ..Batch::default() };
    assert_eq!(waiting(&peer, false).await, unsealed);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 3, devices: 1 });
    assert_eq!(peer.pending.due().await.unwrap()[0].to, bob());
    assert_eq!(state(&peer, &said[1]).await, (DeliveryState::Stored, 9));
    assert!(!peer.sessions.has_session(&bob()).await.unwrap());
    peer.outbox.seal(&bob(), Arc::new(InSession::fresh(7))).await.unwrap();
    let anew = peer.pending.waiting(&bob(), false, 10, usize::MAX).await.unwrap();
    let ids: Vec<_> = anew.sealed.into_iter().map(|sent| sent.envelope.id).collect();
    assert_eq!(ids, [1, 2, 3].map(|n| EnvelopeId::of(said[n - 1].id, &bob())));
}
