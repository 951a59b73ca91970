//! Every peer's store sends again what a device put off, receipts too, and asks for what it put off itself as often as it has to.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{
    Body, Cause, DeviceAddress, Envelope, EnvelopeId, Message, Path, Receipt, Ruling,
};
use causerie_contracts::{
    ALICE, BOB, PeerStore, Plain, Reading, Store, at, device, message, person, received,
};
use causerie_usecases::ports::{NotTaken, Outcome};
use rstest::rstest;

fn bob() -> DeviceAddress {
    device("d1", BOB)
}

fn to_bob(n: u8) -> EnvelopeId {
    EnvelopeId::of(message(n, ALICE, BOB, "-").id, &bob())
}

/// Alice's store: message 1 and the receipt that is message 2 lie in Bob's mailbox.
async fn scene(store: Store) -> PeerStore {
    let peer = store.peer();
    peer.contacts.remember(&person(BOB, 1, &[("d1", 2)])).await.unwrap();
    peer.sends(&message(1, ALICE, BOB, "hello"), &[bob()], 10).await;
    takes(&peer, &message(3, BOB, ALICE, "hello")).await;
    writes(&peer, 2).await;
    let stored = [1, 2].map(|n| (to_bob(n), Outcome::Stored));
    peer.outbox.settle(&bob(), stored.into(), at(9)).await.unwrap();
    peer
}

/// Takes what Bob says from his mailbox.
async fn takes(peer: &PeerStore, said: &Message) {
    let opening = Arc::new(Reading::default());
    peer.inbox.take(&bob(), vec![received(said)], opening, Path::Mailbox, at(9)).await.unwrap();
}

/// Has what is to be told to Bob written as message `n`.
async fn writes(peer: &PeerStore, n: u8) {
    peer.outbox.seal(&bob(), Arc::new(Plain(1))).await.unwrap();
    let id = message(n, ALICE, BOB, "-").id;
    peer.receipts.send_receipts(&bob(), id, Arc::new(Plain(1)), at(20)).await.unwrap();
}

/// Bob refuses that envelope.
async fn refuses(peer: &PeerStore, refused: EnvelopeId, cause: Cause) {
    let receipt = Receipt { refused: vec![(refused, cause)], ..Receipt::default() };
    takes(peer, &Message { body: Body::Receipt(receipt), ..message(60, BOB, ALICE, "-") }).await;
}

/// What waits for Bob, in its order, once it is sealed.
async fn waiting(peer: &PeerStore) -> Vec<EnvelopeId> {
    peer.outbox.seal(&bob(), Arc::new(Plain(1))).await.unwrap();
    let batch = peer.pending.waiting(&bob(), false, 10, usize::MAX).await.unwrap();
    batch.sealed.into_iter().map(|sent| sent.envelope.id).collect()
}

async fn put_off(peer: &PeerStore, n: u8) -> EnvelopeId {
    let id = received(&message(n, BOB, ALICE, "-")).id;
    peer.inbox.put_off(&bob(), &[id], at(10)).await.unwrap();
    id
}

async fn shown(peer: &PeerStore) -> Vec<(EnvelopeId, Cause)> {
    let all = peer.unopened.unopened().await.unwrap();
    all.into_iter().map(|it| (it.id, it.cause)).collect()
}

#[rstest]
#[case::of_a_message(1)]
#[case::of_a_receipt(2)]
#[case::of_one_that_is_not_here_any_more(7)]
#[tokio::test]
async fn what_was_put_off_is_sent_again_with_the_receipts_of_that_time(
    #[case] named: u8,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    refuses(&peer, to_bob(named), Cause::NOT_ACCEPTED).await;

    assert_eq!(waiting(&peer).await, [1, 2].map(to_bob));
    let retry = peer.pending.retry(&bob()).await.unwrap().unwrap();
    assert_eq!((retry.failures, retry.cause), (1, Cause::NOT_ACCEPTED));
}

#[rstest]
#[tokio::test]
async fn what_waits_for_an_earlier_one_is_sent_again_without_receipts(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    refuses(&peer, to_bob(7), Cause::EARLIER_MISSING).await;
    let of_nothing = waiting(&peer).await;
    takes(&peer, &message(4, BOB, ALICE, "-")).await;
    let receipt =
        Receipt { refused: vec![(to_bob(1), Cause::EARLIER_MISSING)], ..Receipt::default() };
    takes(&peer, &Message { body: Body::Receipt(receipt), ..message(61, BOB, ALICE, "-") }).await;

    assert_eq!(of_nothing, []);
    assert_eq!(waiting(&peer).await, [to_bob(1)]);
}

#[rstest]
#[tokio::test]
async fn t41_the_wait_grows_with_each_time_that_it_is_put_off_whatever_is_named(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let mut failures = Vec::new();
    for n in 0..4 {
        let receipt =
            Receipt { refused: vec![(to_bob(70 + n), Cause::NOT_ACCEPTED)], ..Receipt::default() };
        let said = Message { body: Body::Receipt(receipt), ..message(60 + n, BOB, ALICE, "-") };
        takes(&peer, &said).await;
        failures.push(peer.pending.retry(&bob()).await.unwrap().unwrap().failures);
    }

    assert_eq!(failures, [1, 2, 3, 4]);
}

#[rstest]
#[tokio::test]
async fn what_is_put_off_after_it_was_asked_for_is_asked_for_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    peer.chooses(BOB, Ruling::Accept.choices()).await;
    let first = put_off(&peer, 30).await;
    put_off(&peer, 31).await;
    let before = shown(&peer).await;

    writes(&peer, 40).await;
    let asked = shown(&peer).await;
    let second = put_off(&peer, 31).await;

    assert_eq!(before, [(first, Cause::NOT_ACCEPTED)]);
    assert_eq!(asked, []);
    assert_eq!(shown(&peer).await, [(second, Cause::NOT_ACCEPTED)]);
    assert_eq!(peer.due_receipts.due_receipts(false).await.unwrap(), [bob()]);
}

#[rstest]
#[case::by_nobody(None)]
#[case::at_another_device(Some(Ruling::Accept))]
#[tokio::test]
async fn one_who_was_put_off_before_they_were_known_begins_anew_unless_they_were_accepted(
    #[case] accepted: Option<Ruling>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let first = put_off(&peer, 30).await;
    if let Some(ruling) = accepted {
        peer.chooses(BOB, ruling.choices()).await;
    }

    let next = message(31, BOB, ALICE, "-");
    let sealed = next.encode_after(Some(first)).try_into().unwrap();
    let envelope = Envelope { sealed, ..received(&next) };
    let opening = Arc::new(Reading::default());
    let taken =
        peer.inbox.take(&bob(), vec![envelope.clone()], opening, Path::Mailbox, at(11)).await;

    let refused = match taken {
        Err(NotTaken::Refused(refused)) => refused,
        other => other.map(|()| Vec::new()).unwrap(),
    };
    let expected = accepted.map(|_| (envelope.id, Cause::EARLIER_MISSING));
    assert_eq!(refused, expected.into_iter().collect::<Vec<_>>());
}
