//! Every outbox seals what leaves it, keeps what it sealed together with the sessions it did so in, and hands out nothing past what
//! waits unsealed.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{
    Cause, DeviceAddress, EnvelopeId, Message, MessageId, Path, Sealed, Timestamp,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, Filled, InSession, PeerStore, Store, addressed, at, counterpart, device,
    message, outgoing,
};
use causerie_session::{DecryptError, RustCrypto, Sessions};
use causerie_usecases::ports::{Addressed, Batch, Outcome, Retry, Sealing, Waiting};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn what_is_queued_for_a_device_without_a_session_waits_unsealed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));

    queue(&peer, &say(1), InSession::fresh(1)).await;

    assert_eq!(waiting(&peer).await, Batch { sealed: vec![], unsealed_next: true });
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
    assert_eq!(peer.pending.due().await.unwrap().len(), 1);
    assert!(!peer.sessions.has_session(&bob).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn what_waited_unsealed_is_sealed_in_its_order_in_a_session_that_goes_on(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    for n in [3, 1, 2] {
        queue(&peer, &say(n), InSession::known()).await;
    }

    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    queue(&peer, &say(4), InSession::known()).await;

    assert!(peer.sessions.has_session(&bob).await.unwrap());
    let Batch { sealed, unsealed_next } = waiting(&peer).await;
    assert!(!unsealed_next);
    let envelopes: Vec<_> = sealed.into_iter().map(|outgoing| outgoing.envelope).collect();
    let ids: Vec<_> = envelopes.iter().map(|envelope| envelope.id).collect();
    assert_eq!(ids, [3, 1, 2, 4].map(|n| EnvelopeId::of(say(n).id, &bob)));
    let texts: Vec<_> = envelopes.iter().map(|envelope| &envelope.sealed).collect();
    assert_eq!(read(1, &texts), [3, 1, 2, 4].map(say));
}

#[rstest]
#[tokio::test]
async fn each_device_has_sessions_of_its_own(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let devices = [device("d1", BOB), device("d2", BOB)];
    for (n, to) in (1..).zip(&devices) {
        peer.outbox.seal(to, Arc::new(InSession::fresh(n))).await.unwrap();
    }

    let (hello, sealing) = (say(1), Arc::new(InSession::known()));
    let envelopes = devices.iter().map(|to| addressed(&hello, to)).collect();
    peer.outbox.enqueue(&hello, envelopes, sealing).await.unwrap();

    for (n, to) in (1..).zip(&devices) {
        let sealed = peer.pending.waiting(to, 10, 100_000).await.unwrap().sealed;
        assert_eq!(read(n, &[&sealed[0].envelope.sealed]), std::slice::from_ref(&hello));
    }
    for stranger in [device("d3", BOB), device("d1", CAROL)] {
        assert!(!peer.sessions.has_session(&stranger).await.unwrap());
    }
}

#[rstest]
#[tokio::test]
async fn t21_the_same_message_again_is_not_sealed_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.outbox.seal(&device("d1", BOB), Arc::new(InSession::fresh(1))).await.unwrap();
    queue(&peer, &say(1), InSession::known()).await;
    let before = waiting(&peer).await;

    queue(&peer, &say(1), InSession::known()).await;
    peer.outbox.seal(&device("d1", BOB), Arc::new(InSession::known())).await.unwrap();
    queue(&peer, &say(2), InSession::known()).await;

    let after = waiting(&peer).await;
    assert_eq!(after.sealed[0], before.sealed[0]);
    let texts: Vec<_> = after.sealed.iter().map(|it| &it.envelope.sealed).collect();
    assert_eq!(read(1, &texts), [say(1), say(2)]);
}

#[rstest]
#[tokio::test]
async fn at_most_two_hundred_are_sealed_at_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    for n in 0..250 {
        queue(&peer, &numbered(n), Filled(3)).await;
    }

    peer.outbox.seal(&bob, Arc::new(Filled(3))).await.unwrap();
    let Batch { sealed, unsealed_next } = waiting(&peer).await;
    peer.outbox.seal(&bob, Arc::new(Filled(3))).await.unwrap();

    let expected: Vec<_> = (0..200).map(|n| outgoing(&numbered(n), &bob, 3)).collect();
    assert_eq!((sealed, unsealed_next), (expected, true));
    let all = waiting(&peer).await;
    assert_eq!((all.sealed.len(), all.unsealed_next), (250, false));
}

#[rstest]
#[tokio::test]
async fn nothing_is_handed_out_past_what_waits_unsealed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(Filled(3))).await.unwrap();
    queue(&peer, &say(1), Filled(3)).await;
    queue(&peer, &stop(2), Filled(3)).await;
    peer.outbox.seal(&bob, Arc::new(InFresh(2))).await.unwrap();
    queue(&peer, &say(3), Filled(3)).await;

    let all = waiting(&peer).await;
    let first = peer.pending.waiting(&bob, 1, 100).await.unwrap();

    // Message 2 cannot be sealed at all, so that 3, which could be, is not before it either.
    let one = vec![outgoing(&say(1), &bob, 3)];
    assert_eq!(all, Batch { sealed: one.clone(), unsealed_next: true });
    assert_eq!(first.sealed, one);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 3, devices: 1 });
}

#[rstest]
#[tokio::test]
async fn sessions_that_can_be_sealed_in_no_more_are_not_until_there_is_a_fresh_one(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(Filled(3))).await.unwrap();

    queue(&peer, &stop(1), Filled(3)).await;
    queue(&peer, &say(2), Filled(3)).await;
    let had_one = peer.sessions.has_session(&bob).await.unwrap();
    peer.outbox.seal(&bob, Arc::new(InSession::known())).await.unwrap();
    let before = waiting(&peer).await;
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(2))).await.unwrap();

    assert!(!had_one);
    assert_eq!(before, Batch { sealed: vec![], unsealed_next: true });
    let after = waiting(&peer).await;
    let texts: Vec<_> = after.sealed.iter().map(|it| &it.envelope.sealed).collect();
    assert_eq!(read(2, &texts), [stop(1), say(2)]);
    assert!(peer.sessions.has_session(&bob).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn sealing_for_nobody_in_particular_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    queue(&peer, &say(1), InSession::known()).await;

    peer.outbox.seal(&bob, Arc::new(InSession::known())).await.unwrap();
    peer.outbox.seal(&device("d1", CAROL), Arc::new(InSession::known())).await.unwrap();

    assert_eq!(waiting(&peer).await, Batch { sealed: vec![], unsealed_next: true });
    assert!(!peer.sessions.has_session(&bob).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn what_could_not_be_opened_waits_to_be_sealed_in_a_fresh_session(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    peer.outbox.seal(&device("d2", BOB), Arc::new(InSession::fresh(5))).await.unwrap();
    let devices = [bob.clone(), device("d2", BOB)];
    for n in 1..=3 {
        let (message, sealing) = (say(n), Arc::new(InSession::known()));
        let envelopes = devices.iter().map(|to| addressed(&message, to)).collect();
        peer.outbox.enqueue(&message, envelopes, sealing).await.unwrap();
    }
    let before = waiting(&peer).await.sealed;
    let to_other = peer.pending.waiting(&devices[1], 10, 100_000).await.unwrap();

    let id = |n| EnvelopeId::of(say(n).id, &bob);
    let outcomes = vec![(id(1), Outcome::Delivered(Path::Direct)), (id(2), Outcome::SealAnew)];
    peer.outbox.settle(&bob, outcomes, at(9)).await.unwrap();

    assert_eq!(waiting(&peer).await, Batch { sealed: vec![], unsealed_next: true });
    assert!(!peer.sessions.has_session(&bob).await.unwrap());
    peer.outbox.seal(&bob, Arc::new(InSession::known())).await.unwrap();
    assert_eq!(waiting(&peer).await.sealed, []);
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(2))).await.unwrap();
    let after = waiting(&peer).await.sealed;
    assert_eq!(after[0].envelope.id, before[1].envelope.id);
    let texts: Vec<_> = after.iter().map(|it| &it.envelope.sealed).collect();
    // Also what lay behind it: the device has lost that session.
    assert_eq!(read(2, &texts), [say(2), say(3)]);
    assert_eq!(peer.pending.waiting(&devices[1], 10, 100_000).await.unwrap(), to_other);
    assert!(peer.sessions.has_session(&devices[1]).await.unwrap());
}

#[rstest]
#[case::nobody_knows(9, "d1")]
#[case::of_another_device(1, "d2")]
#[tokio::test]
async fn t51_an_id_that_the_device_has_nothing_of_costs_it_no_session(
    #[case] n: u8,
    #[case] id: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    peer.outbox.seal(&device("d2", BOB), Arc::new(InSession::fresh(2))).await.unwrap();
    queue(&peer, &say(1), InSession::known()).await;
    let before = waiting(&peer).await;

    let outcomes = vec![(EnvelopeId::of(say(n).id, &bob), Outcome::SealAnew)];
    peer.outbox.settle(&device(id, BOB), outcomes, at(9)).await.unwrap();

    assert_eq!(waiting(&peer).await, before);
    for id in ["d1", "d2"] {
        assert!(peer.sessions.has_session(&device(id, BOB)).await.unwrap(), "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn an_envelope_to_be_sealed_anew_is_neither_delivered_nor_failed_and_ends_no_wait(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    queue(&peer, &say(1), InSession::known()).await;
    let retry = Retry { failures: 2, last: at(1), next: at(5), cause: Cause::CANNOT_OPEN };
    peer.outbox.postpone(&bob, &retry).await.unwrap();
    let known = peer.history.message(&say(1).author, say(1).id).await.unwrap();

    let anew = vec![(EnvelopeId::of(say(1).id, &bob), Outcome::SealAnew)];
    peer.outbox.settle(&bob, anew, at(9)).await.unwrap();

    assert_eq!(peer.history.message(&say(1).author, say(1).id).await.unwrap(), known);
    assert_eq!(peer.pending.retry(&bob).await.unwrap(), Some(retry));
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
}

#[rstest]
#[tokio::test]
async fn an_unsealed_envelope_can_be_given_up(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    queue(&peer, &say(1), InSession::known()).await;

    let refused = Outcome::Failed(Cause::MALFORMED);
    let outcomes = vec![(EnvelopeId::of(say(1).id, &bob), refused)];
    peer.outbox.settle(&bob, outcomes, at(9)).await.unwrap();

    assert_eq!(waiting(&peer).await, Batch::default());
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t14_many_who_send_at_once_use_each_key_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (Arc::new(store.peer()), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();

    let sending = (0..64).map(|n| {
        let peer = peer.clone();
        tokio::spawn(async move { queue(&peer, &numbered(n), InSession::known()).await })
    });
    for sent in sending.collect::<Vec<_>>() {
        sent.await.unwrap();
    }

    let sealed = peer.pending.waiting(&bob, 100, 1_000_000).await.unwrap().sealed;
    let texts: Vec<_> = sealed.iter().map(|it| &it.envelope.sealed).collect();
    // A key that was used twice would open one of them only.
    let mut heard: Vec<_> = read(1, &texts).into_iter().map(|message| message.id).collect();
    heard.sort();
    assert_eq!(heard, (0..64).map(|n| numbered(n).id).collect::<Vec<_>>());
}

/// Seals as [`Filled`] does, in a fresh session.
struct InFresh(u8);

impl Sealing for InFresh {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        InSession::fresh(self.0).begin(known)
    }

    fn seal(
        &self,
        message: &Message,
        envelope: &Addressed,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        Filled(3).seal(message, envelope, sessions)
    }
}

fn say(n: u8) -> Message {
    message(n, ALICE, BOB, "hello")
}

/// One that [`Filled`] does not seal.
fn stop(n: u8) -> Message {
    message(n, ALICE, BOB, "stop")
}

fn numbered(n: u8) -> Message {
    let mut id = [0; 16];
    (id[5], id[6], id[8]) = (n, 0x70, 0x80);
    Message { id: MessageId::try_from(&id[..]).unwrap(), ..say(1) }
}

async fn queue(peer: &PeerStore, message: &Message, sealing: impl Sealing + 'static) {
    let envelopes = vec![addressed(message, &bob())];
    peer.outbox.enqueue(message, envelopes, Arc::new(sealing)).await.unwrap();
}

async fn waiting(peer: &PeerStore) -> Batch {
    peer.pending.waiting(&bob(), 1_000, 1_000_000).await.unwrap()
}

fn bob() -> DeviceAddress {
    device("d1", BOB)
}

/// What the other side of session `n` reads.
fn read(n: u8, sealed: &[&Sealed]) -> Vec<Message> {
    let (mut sessions, first) = counterpart(n, sealed[0].as_bytes());
    let mut texts = vec![first];
    for sealed in &sealed[1..] {
        let (next, opened) = sessions.decrypt(&RustCrypto, sealed.as_bytes(), seconds(at(0)));
        let opened: Result<_, DecryptError> = opened;
        texts.push(opened.unwrap().text);
        sessions = next;
    }
    texts.iter().map(|text| Message::decode(text).unwrap()).collect()
}

fn seconds(at: Timestamp) -> u64 {
    at.seconds()
}
