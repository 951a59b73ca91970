//! What a durable store keeps together, it keeps together: a step that fails half-way leaves nothing.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{path::PathBuf, sync::Arc};

use causerie_chat::{EnvelopeId, Message, Path};
use causerie_contracts::{
    ALICE, BOB, InSession, PeerStore, Reading, address, addressed, at, begun, device, key, message,
    one_time_secret, person, received, signed_secret,
};
use causerie_sqlite::SqlitePeer;
use causerie_usecases::ports::{
    Batch, Cursor, Decision, NotQueued, NotTaken, Outcome, ShelvedSigned, Spent, Waiting, Wanted,
};
use rusqlite::Connection;
use tempfile::TempDir;

#[tokio::test]
async fn t21_a_message_that_is_not_queued_moves_no_session_on() {
    let (spared, struck) = (given().await, given().await);
    struck.fails("BEFORE INSERT ON outbox");

    let refused = say(&struck.peer, 1).await;
    struck.works_again();

    assert!(matches!(refused, Err(NotQueued::Unavailable(_))));
    assert_eq!(struck.peer.history.conversations().await.unwrap(), []);
    let none = Waiting { envelopes: 0, devices: 0 };
    assert_eq!(struck.peer.pending.depth().await.unwrap(), none);
    // The next message has the key that the failed one would have had, which never left the machine.
    say(&struck.peer, 2).await.unwrap();
    say(&spared.peer, 2).await.unwrap();
    assert_eq!(waiting(&struck.peer).await, waiting(&spared.peer).await);
}

#[tokio::test]
async fn t21_what_is_not_kept_sealed_moves_no_session_on() {
    let (spared, struck) = (given().await, given().await);
    for peer in [&spared.peer, &struck.peer] {
        say(peer, 1).await.unwrap();
        let anew = vec![(EnvelopeId::of(said(1).id, &device("d1", BOB)), Outcome::SealAnew)];
        peer.outbox.settle(&device("d1", BOB), anew, at(9)).await.unwrap();
    }
    struck.fails("BEFORE UPDATE OF sealed ON outbox");

    let seal = async |at: &Given| {
        at.peer.outbox.seal(&device("d1", BOB), Arc::new(InSession::fresh(2))).await
    };
    let refused = seal(&struck).await;
    struck.works_again();

    assert!(refused.is_err());
    assert!(!struck.peer.sessions.has_session(&device("d1", BOB)).await.unwrap());
    assert_eq!(waiting(&struck.peer).await, Batch { unsealed_next: true, ..Batch::default() });
    seal(&struck).await.unwrap();
    seal(&spared).await.unwrap();
    assert_eq!(waiting(&struck.peer).await, waiting(&spared.peer).await);
    assert_eq!(waiting(&struck.peer).await.sealed.len(), 1);
}

#[tokio::test]
async fn what_was_not_taken_leaves_no_message_no_session_and_nobody_met_and_spends_nothing() {
    let struck = given().await;
    let peer = &struck.peer;
    let from = device("d2", BOB);
    let secret = signed_secret(1);
    let signed = ShelvedSigned { generation: 1, secret, made_at: at(0) };
    peer.shelf.keep_signed(&signed).await.unwrap();
    peer.shelf.keep_one_time(vec![(7, one_time_secret(7))]).await.unwrap();
    let session = begun(3).id();
    let opening = || {
        Arc::new(Reading {
            wants: Some(Wanted { session, generation: 1, one_time: Some(7) }),
            begins: Some(3),
            meets: Some(person(BOB, 1, &[("d2", 3)])),
            spends: Some(Spent::OneTime(7)),
            ..Reading::default()
        })
    };
    let envelopes = vec![received(&message(5, BOB, ALICE, "hello"))];
    struck.fails("BEFORE INSERT ON taken");

    let refused = peer.inbox.take(&from, envelopes.clone(), opening(), Path::Direct, at(9)).await;
    struck.works_again();

    assert!(matches!(refused, Err(NotTaken::Unavailable(_))));
    assert_eq!(peer.history.conversations().await.unwrap(), []);
    assert!(!peer.sessions.has_session(&from).await.unwrap());
    assert_eq!(peer.identities.identity(&address(BOB)).await.unwrap(), None);
    assert_eq!(peer.shelved.one_time_above(0).await.unwrap().len(), 1);
    let again = opening();
    peer.inbox.take(&from, envelopes, again.clone(), Path::Direct, at(10)).await.unwrap();
    assert!(again.seen()[0].one_time.is_some() && again.seen()[0].session.is_none());
    let kept = peer.history.conversation(&address(BOB).into(), Cursor(0), 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert!(peer.identities.identity(&address(BOB)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_decision_that_is_not_kept_forgets_no_session() {
    let struck = given().await;
    let (peer, bob) = (&struck.peer, device("d1", BOB));
    peer.contacts.remember(&person(BOB, 1, &[("d1", 2)])).await.unwrap();
    peer.contacts.remember(&person(BOB, 8, &[("d1", 9)])).await.unwrap_err();
    let before = peer.identities.identity(&address(BOB)).await.unwrap();
    struck.fails("BEFORE UPDATE OF contact ON persons");

    let key = person(BOB, 8, &[]).account_key;
    let decision = Decision { who: address(BOB), key, verified: None };
    let refused = peer.contacts.decide(&decision).await;

    assert!(refused.is_err());
    assert!(peer.sessions.has_session(&bob).await.unwrap());
    assert_eq!(peer.identities.identity(&address(BOB)).await.unwrap(), before);
}

/// A peer with a session with Bob's device.
struct Given {
    peer: PeerStore,
    file: PathBuf,
    _folder: TempDir,
}

async fn given() -> Given {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let store = Arc::new(SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap());
    let peer = PeerStore::over(store);
    peer.outbox.seal(&device("d1", BOB), Arc::new(InSession::fresh(1))).await.unwrap();
    Given { peer, file, _folder: folder }
}

impl Given {
    /// From now on that fails.
    fn fails(&self, step: &str) {
        let sql = format!("CREATE TRIGGER no {step} BEGIN SELECT RAISE(ABORT, 'no'); END");
        Connection::open(&self.file).unwrap().execute_batch(&sql).unwrap();
    }

    fn works_again(&self) {
        Connection::open(&self.file).unwrap().execute_batch("DROP TRIGGER no").unwrap();
    }
}

fn said(n: u8) -> Message {
    message(n, ALICE, BOB, "hello")
}

async fn say(peer: &PeerStore, n: u8) -> Result<(), NotQueued> {
    let envelopes = vec![addressed(&said(n), &device("d1", BOB))];
    peer.outbox.enqueue(&said(n), envelopes, Arc::new(InSession::known())).await
}

async fn waiting(peer: &PeerStore) -> Batch {
    peer.pending.waiting(&device("d1", BOB), false, 10, 100_000).await.unwrap()
}
