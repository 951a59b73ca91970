//! All of it is there again when the store is opened again.

use causerie_chat::{Cause, Choice, DeliveryState, Path, Receipt};
use causerie_contracts::{ALICE, BOB, PeerStore, address, at, key, place, received};
use causerie_sqlite::SqlitePeer;
use causerie_usecases::ports::Outcome;
use tempfile::TempDir;

use crate::given::{
    bob, bob_tells, delivered, envelope_to_bob, from_bob, knows_bob, noise, state, takes, to_bob,
    writes, written,
};

fn open(folder: &TempDir) -> PeerStore {
    let file = folder.path().join("peer.db");
    let store = SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap();
    PeerStore::over(std::sync::Arc::new(store))
}

#[tokio::test]
async fn t57_what_is_to_be_told_and_who_is_not_survives() {
    let folder = TempDir::new().unwrap();
    let peer = open(&folder);
    knows_bob(&peer, &[("d1", 2)]).await;
    takes(&peer, Path::Mailbox, vec![received(&from_bob(1)), noise(2)]).await.unwrap_err();
    peer.receipts
        .mark_read(&address(BOB).into(), place(1), Vec::new(), Vec::new(), at(9))
        .await
        .unwrap();
    peer.chooses("carol@chat.example.org", &[Choice::Receipts(false)]).await;

    drop(peer);
    let peer = open(&folder);

    let carol = address("carol@chat.example.org");
    assert!(!peer.due_receipts.receipts_allowed(&carol).await.unwrap());
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [bob()]);
    writes(&peer, &bob(), 90).await;
    let expected = Receipt {
        delivered: vec![from_bob(1).id],
        read: vec![from_bob(1).id],
        refused: vec![(noise(2).id, Cause::MALFORMED)],
        ..Receipt::default()
    };
    assert_eq!(written(&peer, &bob()).await, [expected]);
    let entry = peer.history.message(&address(BOB), from_bob(1).id).await.unwrap().unwrap();
    assert_eq!(entry.state, DeliveryState::Read);
}

#[tokio::test]
async fn t57_what_was_written_and_what_lies_in_the_mailbox_survives() {
    let folder = TempDir::new().unwrap();
    let peer = open(&folder);
    takes(&peer, Path::Mailbox, vec![received(&from_bob(1))]).await.unwrap();
    writes(&peer, &bob(), 90).await;
    for n in [1, 2] {
        peer.sends(&to_bob(n), &[bob()], 10).await;
    }
    let stored = vec![(envelope_to_bob(1), Outcome::Stored)];
    peer.outbox.settle(&bob(), stored, at(9)).await.unwrap();
    peer.inbox.missed(&bob(), noise(7).id, at(9)).await.unwrap();

    drop(peer);
    let peer = open(&folder);

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
    assert_eq!(state(&peer, 1).await, DeliveryState::Stored);
    assert_eq!(peer.unopened.unopened().await.unwrap()[0].cause, Cause::EXPIRED);
    let batch = peer.pending.waiting(&bob(), true, 10, 1_000).await.unwrap();
    let ids: Vec<_> = batch.sealed.iter().map(|sent| sent.envelope.id).collect();
    assert_eq!((ids, batch.in_mailbox), ([90, 1, 2].map(envelope_to_bob).to_vec(), 1));
    bob_tells(&peer, 60, delivered(&[to_bob(1)])).await;
    assert_eq!(state(&peer, 1).await, DeliveryState::Delivered(Path::Mailbox));
}
