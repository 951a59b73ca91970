//! What is sealed, and in which session.

use std::sync::Arc;

use causerie_contracts::{BOB, CAROL, Filled, InSession, Store, addressed, device};
use causerie_usecases::ports::Batch;
use rstest::rstest;

use crate::given::{numbered, queue, read, say, stop, waiting};

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
        let sealed = peer.pending.waiting(to, false, 10, 100_000).await.unwrap().sealed;
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
    assert_eq!(before, Batch { unsealed_next: true, ..Batch::default() });
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

    assert_eq!(waiting(&peer).await, Batch { unsealed_next: true, ..Batch::default() });
    assert!(!peer.sessions.has_session(&bob).await.unwrap());
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

    let sealed = peer.pending.waiting(&bob, false, 100, 1_000_000).await.unwrap().sealed;
    let texts: Vec<_> = sealed.iter().map(|it| &it.envelope.sealed).collect();
    // A key that was used twice would open one of them only.
    let mut heard: Vec<_> = read(1, &texts).into_iter().map(|message| message.id).collect();
    heard.sort();
    assert_eq!(heard, (0..64).map(|n| numbered(n).id).collect::<Vec<_>>());
}
