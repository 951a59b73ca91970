//! What a durable store acknowledged is there again when it is opened again, however it was closed.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{fs, path::Path};

use causerie_chat::{Cause, DeliveryState, EnvelopeId};
use causerie_contracts::{
    ALICE, BOB, address, answer, at, challenge, device, enrolment, message, outgoing, person,
    received,
};
use causerie_sqlite::{SqliteDirectory, SqlitePeer};
use causerie_usecases::ports::{
    ChallengeBook, Challenges, Contacts, Cursor, History, Inbox, NotRegistered, Outbox, Outcome,
    Pending, People, Published, Reachability, Registry, Retry, Whereabouts,
};
use rstest::rstest;
use tempfile::TempDir;

/// How the process ends before the file is opened again.
#[derive(Clone, Copy)]
enum End {
    Orderly,
    /// As after a power cut: the files are as they were while it ran.
    Sudden,
}

#[rstest]
#[tokio::test]
async fn t57_a_directory_keeps_what_it_acknowledged(#[values(End::Orderly, End::Sudden)] end: End) {
    let folder = TempDir::new().unwrap();
    let directory = SqliteDirectory::open(&folder.path().join("store.db")).unwrap();
    let (bob, opened) = (enrolment(BOB, 1, 2), challenge(1, at(60)));
    let place = Published { address: "192.0.2.7:7500".parse().unwrap(), expires: at(9) };
    directory.register(&bob, at(0)).await.unwrap();
    directory.publish(&device("d1", BOB), &place).await.unwrap();
    directory.open(&opened, at(0)).await.unwrap();
    directory.redeem(&opened.id, &answer(1), at(120)).await.unwrap();

    let folder = after(end, directory, folder);
    let directory = SqliteDirectory::open(&folder.path().join("store.db")).unwrap();

    let found = directory.person(&address(BOB)).await.unwrap();
    assert_eq!(found.map(|p| p.account_key), Some(bob.enrolment().account_key));
    assert_eq!(directory.whereabouts(&device("d1", BOB)).await.unwrap(), Some(place));
    assert_eq!(directory.answer(&opened.id).await.unwrap(), Some(answer(1)));
    let taken = directory.register(&enrolment(BOB, 3, 4), at(1)).await;
    assert!(matches!(taken, Err(NotRegistered::NameInUse)));
}

#[rstest]
#[tokio::test]
async fn t57_a_peer_keeps_what_it_acknowledged(#[values(End::Orderly, End::Sudden)] end: End) {
    let folder = TempDir::new().unwrap();
    let peer = SqlitePeer::open(&folder.path().join("store.db"), address(ALICE)).unwrap();
    let (bob, to) = (person(BOB, 1, &[("d1", 2)]), device("d1", BOB));
    let (one, two) = (message(1, ALICE, BOB, "one"), message(2, ALICE, BOB, "two"));
    let hello = message(3, BOB, ALICE, "hello");
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::NO_ADDRESS };
    peer.remember(&bob).await.unwrap();
    peer.enqueue(&one, vec![outgoing(&one, &to, 10)]).await.unwrap();
    peer.enqueue(&two, vec![outgoing(&two, &to, 10)]).await.unwrap();
    let refused = Outcome::Failed(Cause::MALFORMED);
    peer.settle(&to, vec![(EnvelopeId::of(one.id, &to), refused)], at(8)).await.unwrap();
    peer.postpone(&to, &retry).await.unwrap();
    peer.keep(vec![received(&hello)], at(9)).await.unwrap();

    let folder = after(end, peer, folder);
    let peer = SqlitePeer::open(&folder.path().join("store.db"), address(ALICE)).unwrap();

    let entries = peer.conversation(&address(BOB), Cursor(0), 10).await.unwrap();
    assert_eq!(entries[0].state, DeliveryState::Failed(Cause::MALFORMED));
    assert_eq!(entries[1].state, DeliveryState::Queued);
    let said: Vec<_> = entries.into_iter().map(|entry| entry.message).collect();
    assert_eq!(said, [one, two.clone(), hello]);
    assert_eq!(peer.waiting(&to, 10, 100).await.unwrap(), [outgoing(&two, &to, 10)]);
    assert_eq!(peer.retry(&to).await.unwrap(), Some(retry));
    assert_eq!(peer.person(&bob.address).await.unwrap(), Some(bob));
}

#[tokio::test]
async fn t57_a_number_in_the_history_is_never_given_twice() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("store.db");
    let mut cursors = Vec::new();

    for n in 1..=3 {
        let peer = SqlitePeer::open(&file, address(ALICE)).unwrap();
        peer.keep(vec![received(&message(n, BOB, ALICE, "hello"))], at(9)).await.unwrap();
        let after = cursors.last().copied().unwrap_or_default();
        let new = peer.conversation(&address(BOB), after, 10).await.unwrap();
        cursors.extend(new.into_iter().map(|entry| entry.cursor));
    }

    assert_eq!(cursors, [Cursor(1), Cursor(2), Cursor(3)]);
}

/// The folder as the next process finds it.
fn after<S>(end: End, store: S, folder: TempDir) -> TempDir {
    match end {
        End::Orderly => {
            drop(store);
            folder
        }
        End::Sudden => {
            let copy = TempDir::new().unwrap();
            for name in ["store.db", "store.db-wal"] {
                copy_file(folder.path(), copy.path(), name);
            }
            drop(store);
            copy
        }
    }
}

fn copy_file(from: &Path, to: &Path, name: &str) {
    fs::copy(from.join(name), to.join(name)).unwrap();
}
