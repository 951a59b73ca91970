//! What is damaged on the disk is an error that names the file, and never a panic.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{error::Error, fs, path::Path};

use causerie_chat::Cause;
use causerie_contracts::{
    ALICE, BOB, address, answer, at, challenge, device, enrolment, message, outgoing, person,
    received,
};
use causerie_sqlite::{Failure, SqliteDirectory, SqlitePeer};
use causerie_usecases::ports::{
    ChallengeBook, Challenges, Contacts, Cursor, History, Inbox, Outbox, Outcome, Pending, People,
    Published, Reachability, Registry, Retry, Unavailable, Whereabouts,
};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

#[rstest]
#[case::a_name("UPDATE persons SET address = 'nobody' WHERE address LIKE 'bob%'", 3)]
#[case::a_key("UPDATE persons SET account_key = x'00' WHERE address LIKE 'bob%'", 1)]
#[case::a_key_that_is_none("UPDATE devices SET key = zeroblob(32)", 1)]
#[case::a_device("UPDATE devices SET device = 'D 1'", 2)]
#[case::an_id("UPDATE messages SET id = zeroblob(16) WHERE kept_at NOT NULL", 2)]
#[case::a_short_id("UPDATE messages SET id = x'00' WHERE kept_at NOT NULL", 2)]
#[case::a_time("UPDATE messages SET sent_at = -1", 3)]
#[case::the_other_time("UPDATE messages SET kept_at = -1 WHERE kept_at NOT NULL", 2)]
#[case::no_words("UPDATE messages SET body = x''", 3)]
#[case::no_utf8("UPDATE messages SET body = x'ff'", 3)]
#[case::too_many_words("UPDATE messages SET body = zeroblob(70000)", 3)]
#[case::a_state("UPDATE progress SET state = 9", 1)]
#[case::a_way("UPDATE progress SET state = 2, path = 9", 1)]
#[case::no_way("UPDATE progress SET state = 2, path = NULL", 1)]
#[case::a_cause("UPDATE progress SET cause = 'oh no'", 1)]
#[case::no_cause("UPDATE progress SET cause = NULL", 1)]
#[case::a_trace("UPDATE outbox SET trace = '?'", 2)]
#[case::an_envelope("UPDATE outbox SET envelope_id = x'00'", 1)]
#[case::a_large_envelope("UPDATE outbox SET sealed = zeroblob(100000)", 1)]
#[case::a_count("UPDATE retries SET failures = -1", 1)]
#[case::a_next_time("UPDATE retries SET next = -1", 2)]
#[case::a_retry("UPDATE retries SET cause = ''", 1)]
#[tokio::test]
async fn t63_a_row_of_a_peer_that_makes_no_sense_is_an_error(
    #[case] damage: &str,
    #[case] at_least: usize,
) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let peer = peer(&file).await;

    Connection::open(&file).unwrap().execute_batch(damage).unwrap();

    let failures = read_peer(&peer).await;
    assert!(failures.len() >= at_least, "{failures:?}");
    assert!(failures.iter().all(is_damage), "{failures:?}");
}

#[rstest]
#[case::a_key("UPDATE persons SET account_key = x'00'")]
#[case::a_device_key("UPDATE devices SET key = zeroblob(31)")]
#[case::a_device("UPDATE devices SET device = ''")]
#[case::a_place("UPDATE devices SET network_address = 'here'")]
#[case::a_time("UPDATE devices SET expires = -1")]
#[case::no_time("UPDATE devices SET expires = NULL")]
#[case::a_nonce("UPDATE challenges SET nonce = x''")]
#[case::an_end("UPDATE challenges SET expires = -1")]
#[case::a_statement("UPDATE challenges SET statement = x'00'")]
#[case::a_credential("UPDATE challenges SET credential = x'00'")]
#[case::no_credential("UPDATE challenges SET credential = NULL")]
#[tokio::test]
async fn t63_a_row_of_a_directory_that_makes_no_sense_is_an_error(#[case] damage: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    let directory = directory(&file).await;

    Connection::open(&file).unwrap().execute_batch(damage).unwrap();

    let failures = [
        directory.person(&address(BOB)).await.err(),
        directory.whereabouts(&device("d1", BOB)).await.err(),
        directory.challenge(&challenge(1, at(60)).id).await.err(),
        directory.answer(&challenge(1, at(60)).id).await.err(),
    ];
    let failures: Vec<_> = failures.into_iter().flatten().collect();
    assert!(!failures.is_empty());
    assert!(failures.iter().all(is_damage), "{failures:?}");
}

#[tokio::test]
async fn t63_no_byte_of_the_file_makes_a_panic() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(peer(&file).await);
    let whole = fs::read(&file).unwrap();

    for place in (0..whole.len()).step_by(509) {
        let mut damaged = whole.clone();
        damaged[place..].iter_mut().take(8).for_each(|byte| *byte ^= 0xa5);
        fs::write(&file, &damaged).unwrap();

        if let Ok(peer) = SqlitePeer::open(&file, address(ALICE)) {
            read_peer(&peer).await;
            let _ = peer.keep(vec![received(&message(9, BOB, ALICE, "more"))], at(9)).await;
        }
    }
}

/// A peer with a row in each table.
async fn peer(file: &Path) -> SqlitePeer {
    let peer = SqlitePeer::open(file, address(ALICE)).unwrap();
    let to = device("d1", BOB);
    let (one, two) = (message(1, ALICE, BOB, "one"), message(2, ALICE, BOB, "two"));
    peer.remember(&person(BOB, 1, &[("d1", 2)])).await.unwrap();
    for message in [&one, &two] {
        peer.enqueue(message, vec![outgoing(message, &to, 10)]).await.unwrap();
    }
    let id = outgoing(&one, &to, 10).envelope.id;
    let refused = Outcome::Failed(Cause::MALFORMED);
    peer.settle(&to, vec![(id, refused)], at(8)).await.unwrap();
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::NO_ADDRESS };
    peer.postpone(&to, &retry).await.unwrap();
    peer.keep(vec![received(&message(3, BOB, ALICE, "hello"))], at(9)).await.unwrap();
    peer
}

/// A directory with a row in each table.
async fn directory(file: &Path) -> SqliteDirectory {
    let directory = SqliteDirectory::open(file).unwrap();
    let opened = challenge(1, at(60));
    let place = Published { address: "192.0.2.7:7500".parse().unwrap(), expires: at(9) };
    directory.register(&enrolment(BOB, 1, 2), at(0)).await.unwrap();
    directory.publish(&device("d1", BOB), &place).await.unwrap();
    directory.open(&opened, at(0)).await.unwrap();
    directory.redeem(&opened.id, &answer(1), at(120)).await.unwrap();
    directory
}

/// Asks everything there is to ask, and returns what failed.
async fn read_peer(peer: &SqlitePeer) -> Vec<Unavailable> {
    let (bob, to) = (address(BOB), device("d1", BOB));
    let sent = message(1, ALICE, BOB, "one");
    let outcomes = [
        peer.person(&bob).await.err(),
        peer.due().await.err(),
        peer.waiting(&to, 10, 1_000).await.err(),
        peer.retry(&to).await.err(),
        peer.depth().await.err(),
        peer.conversation(&bob, Cursor(0), 10).await.err(),
        peer.conversations().await.err(),
        peer.message(&sent.author, sent.id).await.err(),
    ];
    outcomes.into_iter().flatten().collect()
}

fn is_damage(failure: &Unavailable) -> bool {
    let cause = failure.source().and_then(|source| source.downcast_ref::<Failure>());
    matches!(cause, Some(Failure::Damaged { .. }))
}
