//! What one device sends another is read in the order it was queued, whatever has to be sent again.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{
    Body, Cause, DeviceAddress, Envelope, EnvelopeId, Message, Path, Receipt, Sealed,
};
use causerie_contracts::{
    ALICE, BOB, PeerStore, Plain, Reading, Refusing, Store, address, addressed, at, device, message,
};
use causerie_usecases::ports::{Cursor, NotTaken, Outbox, Outcome};
use rstest::rstest;

/// Alice's device, as Bob's sees it, and the other way round.
fn alice() -> DeviceAddress {
    device("d1", ALICE)
}

fn bob() -> DeviceAddress {
    device("d1", BOB)
}

/// Alice's message number `n` to Bob, and what brings it.
fn said(n: u8) -> Message {
    message(n, ALICE, BOB, "hello")
}

fn id(n: u8) -> EnvelopeId {
    EnvelopeId::of(said(n).id, &bob())
}

async fn says(peer: &PeerStore, numbers: &[u8]) {
    peer.outbox.seal(&bob(), Arc::new(Plain(1))).await.unwrap();
    for n in numbers {
        let envelopes = vec![addressed(&said(*n), &bob())];
        peer.outbox.enqueue(&said(*n), envelopes, Arc::new(Plain(1))).await.unwrap();
    }
}

async fn settles(peer: &PeerStore, n: u8, outcome: Outcome) {
    peer.outbox.settle(&bob(), vec![(id(n), outcome)], at(9)).await.unwrap();
}

/// The numbers of the messages that wait, each with that of the one it comes after.
async fn queue(peer: &PeerStore) -> Vec<(u8, Option<u8>)> {
    let batch = peer.pending.waiting(&bob(), false, 100, usize::MAX).await.unwrap();
    let number = |id: EnvelopeId| (1..=9).find(|n| self::id(*n) == id).unwrap();
    let read = |envelope: &Envelope| {
        let (_, after) = Message::decode_after(envelope.sealed.as_bytes()).unwrap();
        (number(envelope.id), after.map(number))
    };
    batch.sealed.iter().map(|sent| read(&sent.envelope)).collect()
}

#[rstest]
#[tokio::test]
async fn each_comes_after_the_one_before_it_whose_fate_is_not_known(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    says(&peer, &[1, 2]).await;
    settles(&peer, 1, Outcome::Stored).await;
    settles(&peer, 2, Outcome::Delivered(Path::Direct)).await;
    says(&peer, &[3]).await;
    settles(&peer, 1, Outcome::Delivered(Path::Mailbox)).await;
    settles(&peer, 3, Outcome::Delivered(Path::Direct)).await;
    says(&peer, &[4, 5]).await;

    assert_eq!(queue(&peer).await, [(4, None), (5, Some(4))]);
}

#[rstest]
#[tokio::test]
async fn what_lies_in_the_mailbox_is_before_what_follows(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    says(&peer, &[1]).await;

    settles(&peer, 1, Outcome::Stored).await;
    says(&peer, &[2]).await;

    assert_eq!(queue(&peer).await, [(2, Some(1))]);
}

#[rstest]
#[tokio::test]
async fn what_is_sealed_anew_comes_after_what_is_before_it_then(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    says(&peer, &[1, 2, 3]).await;

    settles(&peer, 1, Outcome::Failed(Cause::MALFORMED)).await;
    settles(&peer, 3, Outcome::SealAnew).await;
    peer.outbox.seal(&bob(), Arc::new(Plain(2))).await.unwrap();

    assert_eq!(queue(&peer).await, [(2, None), (3, Some(2))]);
}

#[rstest]
#[tokio::test]
async fn one_that_came_too_early_is_sealed_anew_and_the_mailbox_filled_once_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    says(&peer, &[1, 2, 3, 4]).await;
    for n in [2, 4] {
        settles(&peer, n, Outcome::Stored).await;
    }

    settles(&peer, 1, Outcome::Failed(Cause::MALFORMED)).await;
    settles(&peer, 2, Outcome::SendAgain).await;
    assert_eq!(queue(&peer).await, []);
    peer.outbox.seal(&bob(), Arc::new(Plain(1))).await.unwrap();

    assert_eq!(queue(&peer).await, [(2, None), (3, Some(2)), (4, Some(3))]);
    assert!(peer.sessions.has_session(&bob()).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn one_that_is_refused_again_and_again_holds_up_the_others_no_longer(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    says(&peer, &[1, 2, 3]).await;

    for refusal in 1..=<dyn Outbox>::PATIENCE {
        settles(&peer, 2, Outcome::SealAnew).await;
        let session = u8::try_from(refusal).unwrap() + 1;
        peer.outbox.seal(&bob(), Arc::new(Plain(session))).await.unwrap();
    }

    assert_eq!(queue(&peer).await, [(1, None), (2, Some(1)), (3, Some(1))]);
}

#[rstest]
#[tokio::test]
async fn a_receipt_says_so_too(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    says(&peer, &[1, 2]).await;
    for n in [1, 2] {
        settles(&peer, n, Outcome::Stored).await;
    }
    let refused = vec![(id(2), Cause::EARLIER_MISSING)];
    let receipt = Receipt { refused, ..Receipt::default() };

    let told = Message { body: Body::Receipt(receipt), ..message(60, BOB, ALICE, "-") };
    let sealed = Sealed::try_from(told.encode()).unwrap();
    let envelope = Envelope { id: EnvelopeId::of(told.id, &alice()), recipient: alice(), sealed };
    let opening = Arc::new(Reading::default());
    peer.inbox.take(&bob(), vec![envelope], opening, Path::Mailbox, at(30)).await.unwrap();

    assert_eq!(queue(&peer).await, [(1, None)]);
    let retry = peer.pending.retry(&bob()).await.unwrap().unwrap();
    assert_eq!((retry.failures, retry.cause), (1, Cause::EARLIER_MISSING));
    assert!(peer.sessions.has_session(&bob()).await.unwrap());
}

/// Bob's message number `n`, said to come after that envelope.
fn heard(n: u8, after: Option<EnvelopeId>) -> Envelope {
    let message = message(n, BOB, ALICE, "hello");
    let sealed = Sealed::try_from(message.encode_after(after)).unwrap();
    Envelope { id: EnvelopeId::of(message.id, &alice()), recipient: alice(), sealed }
}

fn heard_id(n: u8) -> EnvelopeId {
    heard(n, None).id
}

async fn takes(peer: &PeerStore, path: Path, envelopes: Vec<Envelope>) -> Vec<(EnvelopeId, Cause)> {
    let opening = Arc::new(Reading::default());
    let refused = match peer.inbox.take(&bob(), envelopes, opening, path, at(9)).await {
        Ok(()) => Some(Vec::new()),
        Err(NotTaken::Refused(refused)) => Some(refused),
        Err(NotTaken::Unavailable(_)) => None,
    };
    refused.unwrap()
}

fn noise(n: u8) -> Envelope {
    Envelope { sealed: Sealed::try_from(vec![0xFF; 9]).unwrap(), ..heard(n, None) }
}

async fn conversation(peer: &PeerStore) -> Vec<Message> {
    let entries =
        peer.history.conversation(&address(BOB).into(), Cursor::default(), 100).await.unwrap();
    entries.into_iter().map(|entry| entry.message).collect()
}

#[rstest]
#[tokio::test]
async fn one_whose_predecessor_has_not_come_is_refused_and_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(Path::Direct, Path::Mailbox)] path: Path,
) {
    let peer = store.peer();
    let batch = vec![heard(2, Some(heard_id(1))), heard(3, Some(heard_id(2)))];

    let refused = takes(&peer, path, batch.clone()).await;

    let early = [2, 3].map(|n| (heard_id(n), Cause::EARLIER_MISSING));
    assert_eq!(refused, early);
    assert_eq!(conversation(&peer).await, []);
    let unopened = peer.unopened.unopened().await.unwrap();
    let unopened: Vec<_> = unopened.into_iter().map(|it| (it.id, it.cause)).collect();
    assert_eq!(unopened, early[..1], "the first tells what is the matter");
    let told = usize::from(path == Path::Mailbox);
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap().len(), told);

    let all = [vec![heard(1, None)], batch].concat();
    assert_eq!(takes(&peer, path, all).await, []);
    assert_eq!(conversation(&peer).await.len(), 3);
    assert_eq!(peer.unopened.unopened().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_message_that_waits_for_one_uses_up_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading { begins: Some(1), ..Reading::default() });

    let early = vec![heard(2, Some(heard_id(1)))];
    let refused = peer.inbox.take(&bob(), early, opening, Path::Direct, at(9)).await;

    assert!(matches!(refused, Err(NotTaken::Refused(_))));
    assert!(!peer.sessions.has_session(&bob()).await.unwrap());
}

#[rstest]
#[case::could_not_be_opened(Cause::CANNOT_OPEN, true)]
#[case::is_none(Cause::MALFORMED, false)]
#[case::expired(Cause::EXPIRED, false)]
#[tokio::test]
async fn one_behind_what_was_refused_waits_for_it_unless_that_was_for_good(
    #[case] cause: Cause,
    #[case] waits: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    if cause == Cause::EXPIRED {
        peer.inbox.missed(&bob(), heard_id(1), at(9)).await.unwrap();
    } else {
        let opening = Arc::new(Refusing(cause));
        let taken = peer.inbox.take(&bob(), vec![noise(1)], opening, Path::Direct, at(9)).await;
        assert!(matches!(taken, Err(NotTaken::Refused(_))));
    }

    let refused = takes(&peer, Path::Direct, vec![heard(2, Some(heard_id(1)))]).await;

    let early = (heard_id(2), Cause::EARLIER_MISSING);
    assert_eq!(refused, if waits { vec![early] } else { vec![] });
    // What stands refused tells already what it waits for.
    assert_eq!(peer.unopened.unopened().await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn another_device_waits_for_its_own(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    assert_eq!(takes(&peer, Path::Direct, vec![heard(1, None)]).await, []);

    let opening = Arc::new(Reading::default());
    let of_another = vec![heard(2, Some(heard_id(1)))];
    let other = device("d2", BOB);
    let taken = peer.inbox.take(&other, of_another, opening, Path::Direct, at(9)).await;

    assert!(matches!(taken, Err(NotTaken::Refused(_))));
}

#[rstest]
#[tokio::test]
async fn receipts_wait_for_nothing(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let told = Message { body: Body::Receipt(Receipt::default()), ..message(7, BOB, ALICE, "-") };
    let sealed = Sealed::try_from(told.encode_after(Some(heard_id(1)))).unwrap();

    let refused = takes(&peer, Path::Mailbox, vec![Envelope { sealed, ..heard(7, None) }]).await;

    assert_eq!(refused, []);
}
