//! What a durable store acknowledged is there again when it is opened again, however it was closed.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{fs, path::Path, sync::Arc};

use causerie_chat::{Cause, DeliveryState, EnvelopeId};
use causerie_contracts::{
    ALICE, BOB, InSession, PeerStore, Reading, address, addressed, answer, at, batch, challenge,
    claim, device, enrolment, key, message, one_time_secret, outgoing, person, place, received,
    signed_secret,
};
use causerie_sqlite::{SqliteDirectory, SqlitePeer};
use causerie_usecases::ports::{
    ChallengeBook, Challenges, Cursor, NotRegistered, NotTaken, Outcome, People, PreKeyBook,
    PreKeys, Published, Reachability, Registry, Retry, ShelvedSigned, Whereabouts,
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
    Reachability::publish(&directory, &device("d1", BOB), &place).await.unwrap();
    directory.open(&opened, at(0)).await.unwrap();
    directory.redeem(&opened.id, &answer(1), at(120)).await.unwrap();
    let (carol, claimed) = (device("d1", "carol@chat.example.org"), batch(2, 1, [1, 2]));
    PreKeys::publish(&directory, &device("d1", BOB), &claimed).await.unwrap();
    let claim = claim(1, &carol, &device("d1", BOB), at(1));
    directory.claim(&claim).await.unwrap();

    let folder = after(end, directory, folder);
    let directory = SqliteDirectory::open(&folder.path().join("store.db")).unwrap();

    let found = directory.person(&address(BOB)).await.unwrap();
    assert_eq!(found.map(|p| p.account_key), Some(bob.enrolment().account_key));
    assert_eq!(directory.whereabouts(&device("d1", BOB)).await.unwrap(), Some(place));
    assert_eq!(directory.answer(&opened.id).await.unwrap(), Some(answer(1)));
    let handed_out = directory.claimed(&claim.id, &carol).await.unwrap();
    assert_eq!(handed_out.as_ref(), Some(claimed.one_time()[0].bundle()));
    let left = directory.left(&device("d1", BOB)).await.unwrap().unwrap();
    assert_eq!((left.generation, left.one_time, left.last_number), (1, 1, 2));
    let taken = directory.register(&enrolment(BOB, 3, 4), at(1)).await;
    assert!(matches!(taken, Err(NotRegistered::NameInUse)));
}

#[rstest]
#[tokio::test]
async fn t57_a_peer_keeps_what_it_acknowledged(#[values(End::Orderly, End::Sudden)] end: End) {
    let folder = TempDir::new().unwrap();
    let peer = open(&folder.path().join("store.db"));
    let (bob, to) = (person(BOB, 1, &[("d1", 2)]), device("d1", BOB));
    let (one, two) = (message(1, ALICE, BOB, "one"), message(2, ALICE, BOB, "two"));
    let hello = message(3, BOB, ALICE, "hello");
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::NO_ADDRESS };
    peer.contacts.remember(&bob).await.unwrap();
    peer.sends(&one, std::slice::from_ref(&to), 10).await;
    peer.sends(&two, std::slice::from_ref(&to), 10).await;
    let refused = Outcome::Failed(Cause::MALFORMED);
    peer.outbox.settle(&to, vec![(EnvelopeId::of(one.id, &to), refused)], at(8)).await.unwrap();
    peer.outbox.postpone(&to, &retry).await.unwrap();
    peer.hears(std::slice::from_ref(&hello), at(9)).await;

    let (folder, peer) = again(end, peer, folder);

    let entries = peer.history.conversation(&address(BOB).into(), Cursor(0), 10).await.unwrap();
    assert_eq!(entries[0].state, DeliveryState::Failed(Cause::MALFORMED));
    assert_eq!(entries[1].state, DeliveryState::Queued);
    let said: Vec<_> = entries.into_iter().map(|entry| entry.message).collect();
    assert_eq!(said, [one, two.clone(), hello]);
    let waiting = peer.pending.waiting(&to, false, 10, 100).await.unwrap();
    assert_eq!(waiting.sealed, [outgoing(&two, &to, 10)]);
    assert_eq!(peer.pending.retry(&to).await.unwrap(), Some(retry));
    assert_eq!(peer.people.person(&bob.address).await.unwrap(), Some(bob));
    drop(folder);
}

#[rstest]
#[tokio::test]
async fn t57_a_peer_keeps_its_sessions_its_pre_keys_and_what_it_refused(
    #[values(End::Orderly, End::Sudden)] end: End,
) {
    let folder = TempDir::new().unwrap();
    let peer = open(&folder.path().join("store.db"));
    let (to, one) = (device("d1", BOB), message(1, ALICE, BOB, "one"));
    let signed = ShelvedSigned { generation: 1, secret: signed_secret(1), made_at: at(7) };
    let mut noise = received(&message(4, BOB, ALICE, "noise"));
    noise.sealed = vec![0xFF; 9].try_into().unwrap();
    peer.outbox.seal(&to, Arc::new(InSession::fresh(3))).await.unwrap();
    peer.shelf.keep_signed(&signed).await.unwrap();
    peer.shelf.keep_one_time(vec![(7, one_time_secret(7))]).await.unwrap();
    let opening = Arc::new(Reading::default());
    let refused = peer
        .inbox
        .take(&to, vec![noise.clone()], opening, causerie_chat::Path::Direct, at(9))
        .await;

    let (folder, peer) = again(end, peer, folder);

    assert!(peer.sessions.has_session(&to).await.unwrap());
    let envelopes = vec![addressed(&one, &to)];
    peer.outbox.enqueue(&one, envelopes, Arc::new(InSession::known())).await.unwrap();
    let waiting = peer.pending.waiting(&to, false, 10, 10_000).await.unwrap();
    let (_, text) =
        causerie_contracts::counterpart(3, waiting.sealed[0].envelope.sealed.as_bytes());
    assert_eq!(text, one.encode());
    assert!(peer.shelved.signed().await.unwrap() == [signed]);
    assert!(peer.shelved.one_time_above(0).await.unwrap() == [(7, one_time_secret(7))]);
    assert!(matches!(refused, Err(NotTaken::Refused(_))));
    assert_eq!(peer.unopened.unopened().await.unwrap()[0].id, noise.id);
    drop(folder);
}

#[tokio::test]
async fn t57_a_number_in_the_history_is_never_given_twice() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("store.db");
    let mut cursors = Vec::new();

    for n in 1..=3 {
        let peer = open(&file);
        peer.hears(&[message(n, BOB, ALICE, "hello")], at(9)).await;
        let after = cursors.last().copied().unwrap_or_default();
        let new = peer.history.conversation(&address(BOB).into(), after, 10).await.unwrap();
        cursors.extend(new.into_iter().map(|entry| entry.cursor));
    }

    assert_eq!(cursors, [place(1), place(2), place(3)]);
}

fn open(file: &Path) -> PeerStore {
    PeerStore::over(Arc::new(SqlitePeer::open(file, address(ALICE), &key(1)).unwrap()))
}

/// The peer as the next process finds it.
fn again(end: End, peer: PeerStore, folder: TempDir) -> (TempDir, PeerStore) {
    let folder = after(end, peer, folder);
    let peer = open(&folder.path().join("store.db"));
    (folder, peer)
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
