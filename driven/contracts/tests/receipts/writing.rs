//! Receipts that are put into the outbox.

use std::sync::Arc;

use causerie_chat::{Cause, EnvelopeId, Path, Receipt};
use causerie_contracts::{
    ALICE, BOB, InSession, PeerStore, Plain, Store, at, device, message, received,
};
use causerie_usecases::ports::{Batch, Outcome, Waiting};
use rstest::rstest;

use crate::given::{bob, delivered, from_bob, knows_bob, noise, takes, to_bob, writes, written};

/// As many as `most` of Bob's messages came by mail; the ids of them.
async fn heard(peer: &PeerStore, most: u16) {
    let envelopes = (0..most).map(|n| received(&many(n))).collect();
    takes(peer, Path::Mailbox, envelopes).await.unwrap();
}

/// One of more messages than have numbers.
fn many(n: u16) -> causerie_chat::Message {
    let mut id = [0x40; 16];
    (id[6], id[8]) = (0x70, 0x80);
    id[14..].copy_from_slice(&n.to_be_bytes());
    let id = id.as_slice().try_into().unwrap();
    causerie_chat::Message { id, ..message(1, BOB, ALICE, "hello") }
}

#[rstest]
#[tokio::test]
async fn at_most_so_many_are_told_at_once_and_the_rest_later(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let most = u16::try_from(Receipt::MOST).unwrap();
    heard(&peer, most + 3).await;

    writes(&peer, &bob(), 90).await;
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [bob()]);
    writes(&peer, &bob(), 91).await;

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
    let told = written(&peer, &bob()).await;
    let counts: Vec<_> = told.iter().map(|receipt| receipt.delivered.len()).collect();
    assert_eq!(counts, [Receipt::MOST, 3]);
    let mut all: Vec<_> = told.into_iter().flat_map(|receipt| receipt.delivered).collect();
    all.sort_unstable_by_key(|id| *id.as_bytes());
    let expected: Vec<_> = (0..most + 3).map(|n| many(n).id).collect();
    assert_eq!(all, expected);
}

#[rstest]
#[tokio::test]
async fn at_most_so_many_refusals_are_told_at_once_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2)]).await;
    let most = u16::try_from(Receipt::MOST).unwrap();
    let broken = (0..most + 3).map(|n| {
        let mut envelope = received(&many(n));
        envelope.sealed = noise(1).sealed;
        envelope
    });
    takes(&peer, Path::Mailbox, broken.collect()).await.unwrap_err();

    for n in [90, 91] {
        writes(&peer, &bob(), n).await;
    }

    let told = written(&peer, &bob()).await;
    let counts: Vec<_> = told.iter().map(|receipt| receipt.refused.len()).collect();
    assert_eq!(counts, [Receipt::MOST, 3]);
    assert!(told[0].refused.iter().all(|(_, cause)| *cause == Cause::MALFORMED));
}

#[rstest]
#[tokio::test]
async fn the_same_id_again_writes_nothing_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    heard(&peer, 1).await;
    writes(&peer, &bob(), 90).await;
    takes(&peer, Path::Mailbox, vec![received(&from_bob(9))]).await.unwrap();

    writes(&peer, &bob(), 90).await;

    assert_eq!(written(&peer, &bob()).await, [delivered(&[many(0)])]);
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [bob()]);
}

#[rstest]
#[tokio::test]
async fn where_there_is_nothing_to_tell_nothing_is_written(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    heard(&peer, 1).await;

    for other in [device("d2", BOB), device("d1", ALICE)] {
        peer.receipts
            .send_receipts(&other, to_bob(90).id, Arc::new(Plain(1)), at(20))
            .await
            .unwrap();
    }

    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 0, devices: 0 });
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [bob()]);
}

#[rstest]
#[tokio::test]
async fn without_a_session_a_receipt_waits_unsealed_until_there_is_one(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    heard(&peer, 1).await;
    let id = to_bob(90).id;

    peer.receipts.send_receipts(&bob(), id, Arc::new(Plain(1)), at(20)).await.unwrap();

    let batch = peer.pending.waiting(&bob(), false, 10, 1_000).await.unwrap();
    assert_eq!(batch, Batch { unsealed_next: true, ..Batch::default() });
    assert_eq!(peer.pending.due().await.unwrap()[0].to, bob());
    peer.outbox.seal(&bob(), Arc::new(Plain(1))).await.unwrap();
    assert_eq!(written(&peer, &bob()).await, [delivered(&[many(0)])]);
    let batch = peer.pending.waiting(&bob(), false, 10, 1_000).await.unwrap();
    assert_eq!(batch.sealed[0].envelope.id, EnvelopeId::of(id, &bob()));
}

#[rstest]
#[tokio::test]
async fn a_receipt_keeps_its_place_among_what_was_said(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    heard(&peer, 1).await;
    peer.sends(&to_bob(1), &[bob()], 10).await;
    writes(&peer, &bob(), 90).await;
    peer.sends(&to_bob(2), &[bob()], 10).await;

    let batch = peer.pending.waiting(&bob(), false, 10, 1_000).await.unwrap();

    let ids: Vec<_> = batch.sealed.into_iter().map(|sent| sent.envelope.id).collect();
    assert_eq!(ids, [1, 90, 2].map(|n| EnvelopeId::of(to_bob(n).id, &bob())));
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 3, devices: 1 });
}

#[rstest]
#[tokio::test]
async fn a_receipt_is_no_part_of_the_history_whatever_becomes_of_it(
    #[values(Outcome::Delivered(Path::Direct), Outcome::Failed(Cause::EXPIRED), Outcome::Stored)]
    outcome: Outcome,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    heard(&peer, 1).await;
    writes(&peer, &bob(), 90).await;

    let id = EnvelopeId::of(to_bob(90).id, &bob());
    peer.outbox.settle(&bob(), vec![(id, outcome)], at(9)).await.unwrap();

    assert!(written(&peer, &bob()).await.is_empty());
    let kept = peer.history.message(&to_bob(90).author, to_bob(90).id).await.unwrap();
    assert!(kept.is_none());
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 0, devices: 0 });
}

#[rstest]
#[tokio::test]
async fn a_receipt_in_a_mailbox_holds_up_nothing_and_goes_again_with_all_that_does(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    heard(&peer, 1).await;
    writes(&peer, &bob(), 90).await;
    peer.sends(&to_bob(1), &[bob()], 10).await;

    let id = EnvelopeId::of(to_bob(90).id, &bob());
    peer.outbox.settle(&bob(), vec![(id, Outcome::Stored)], at(9)).await.unwrap();

    for (again, many) in [(true, 2), (false, 1)] {
        let batch = peer.pending.waiting(&bob(), again, 10, 1_000).await.unwrap();
        assert_eq!(batch.sealed.len(), many);
        assert_eq!((batch.in_mailbox, batch.receipts_in_mailbox), (0, 1));
    }
}

#[rstest]
#[tokio::test]
async fn of_receipts_in_a_mailbox_the_latest_64_come_back_to_be_sealed_anew(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    for n in 0..70 {
        takes(&peer, Path::Mailbox, vec![received(&many(n))]).await.unwrap();
        let number = u8::try_from(n).unwrap() + 100;
        writes(&peer, &bob(), number).await;
        let id = EnvelopeId::of(to_bob(number).id, &bob());
        peer.outbox.settle(&bob(), vec![(id, Outcome::Stored)], at(9)).await.unwrap();
    }
    peer.sends(&to_bob(1), &[bob()], 10).await;

    let id = EnvelopeId::of(to_bob(1).id, &bob());
    peer.outbox.settle(&bob(), vec![(id, Outcome::SealAnew)], at(9)).await.unwrap();
    peer.outbox.seal(&bob(), Arc::new(InSession::fresh(7))).await.unwrap();

    let batch = peer.pending.waiting(&bob(), false, 100, usize::MAX).await.unwrap();
    let ids: Vec<_> = batch.sealed.into_iter().map(|sent| sent.envelope.id).collect();
    let expected = (106..170).chain([1]).map(|n| EnvelopeId::of(to_bob(n).id, &bob()));
    assert_eq!(ids, expected.collect::<Vec<_>>());
}
