//! What is damaged on the disk is an error that names the file, and never a panic.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{error::Error, fs, path::Path, sync::Arc};

use causerie_chat::Cause;
use causerie_contracts::{
    ALICE, BOB, PeerStore, Reading, address, answer, at, batch, challenge, claim, device,
    enrolment, key, message, one_time_secret, outgoing, person, received, signed_secret,
};
use causerie_sqlite::{Failure, SqliteDirectory, SqlitePeer};
use causerie_usecases::ports::{
    ChallengeBook, Challenges, Claim, Cursor, Outcome, People, PreKeyBook, PreKeyUse, PreKeys,
    Published, Reachability, Registry, Retry, ShelvedSigned, Unavailable, Whereabouts,
};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

#[rstest]
#[case::a_name("UPDATE persons SET address = zeroblob(50)", 3)]
#[case::a_short_name("UPDATE persons SET address = x''", 3)]
#[case::a_contact("UPDATE persons SET contact = zeroblob(50) WHERE contact NOT NULL", 1)]
#[case::another_ones_contact(
    "UPDATE persons SET lookup = zeroblob(16) WHERE contact IS NULL;
     UPDATE persons SET contact = (SELECT contact FROM persons WHERE contact NOT NULL)
     WHERE contact IS NULL",
    1
)]
#[case::a_device("UPDATE devices SET device = zeroblob(50)", 2)]
#[case::an_id("UPDATE messages SET id = zeroblob(16) WHERE kept_at NOT NULL", 2)]
#[case::a_short_id("UPDATE messages SET id = x'00' WHERE kept_at NOT NULL", 2)]
#[case::a_time("UPDATE messages SET sent_at = -1", 3)]
#[case::the_other_time("UPDATE messages SET kept_at = -1 WHERE kept_at NOT NULL", 2)]
#[case::no_words("UPDATE messages SET content = x''", 3)]
#[case::other_bytes("UPDATE messages SET content = zeroblob(70000)", 3)]
#[case::a_bit(
    "UPDATE messages SET content = CAST(substr(content, 1, length(content) - 1) || x'00' AS BLOB)",
    2
)]
#[case::the_words_of_another("UPDATE messages SET content = (SELECT content FROM messages)", 1)]
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
#[case::a_signed_pre_key("UPDATE signed_pre_keys SET secret = zeroblob(140)", 1)]
#[case::of_another_generation("UPDATE signed_pre_keys SET generation = 9", 1)]
#[case::a_one_time_pre_key("UPDATE one_time_pre_keys SET secret = x''", 1)]
#[case::of_another_number("UPDATE one_time_pre_keys SET number = 8", 1)]
#[case::the_last_number("UPDATE one_time_numbers SET last = -1", 1)]
#[case::an_unopened_ones_id("UPDATE unopened SET envelope_id = x'00'", 1)]
#[case::an_unopened_ones_cause("UPDATE unopened SET cause = 'oh no'", 1)]
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
#[case::a_signature("UPDATE devices SET account_signature = x'00'")]
#[case::a_bundle("UPDATE claims SET bundle = x'00'")]
#[case::a_generation("UPDATE pre_keys SET generation = -1")]
#[case::a_number("UPDATE pre_keys SET last_number = -1")]
#[tokio::test]
async fn t63_a_row_of_a_directory_that_makes_no_sense_is_an_error(#[case] damage: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    let directory = directory(&file).await;

    Connection::open(&file).unwrap().execute_batch(damage).unwrap();

    let claim = first_claim();
    let failures = [
        directory.person(&address(BOB)).await.err(),
        directory.whereabouts(&device("d1", BOB)).await.err(),
        directory.challenge(&challenge(1, at(60)).id).await.err(),
        directory.answer(&challenge(1, at(60)).id).await.err(),
        directory.claimed(&claim.id, &claim.requester).await.err(),
        directory.left(&claim.target).await.err(),
        directory.claims_since(&claim.requester, &claim.target, at(0)).await.err(),
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

        if let Ok(peer) = SqlitePeer::open(&file, address(ALICE), &key(1)) {
            let peer = PeerStore::over(Arc::new(peer));
            read_peer(&peer).await;
            let (more, opening) = (message(9, BOB, ALICE, "more"), Arc::new(Reading::default()));
            let from = device("d1", BOB);
            let _ = peer
                .inbox
                .take(&from, vec![received(&more)], opening, causerie_chat::Path::Direct, at(9))
                .await;
        }
    }
}

/// A peer with a row in each table.
async fn peer(file: &Path) -> PeerStore {
    let store = SqlitePeer::open(file, address(ALICE), &key(1)).unwrap();
    let peer = PeerStore::over(Arc::new(store));
    let to = device("d1", BOB);
    let (one, two) = (message(1, ALICE, BOB, "one"), message(2, ALICE, BOB, "two"));
    peer.contacts.remember(&person(BOB, 1, &[("d1", 2)])).await.unwrap();
    for message in [&one, &two] {
        peer.sends(message, std::slice::from_ref(&to), 10).await;
    }
    let id = outgoing(&one, &to, 10).envelope.id;
    let refused = Outcome::Failed(Cause::MALFORMED);
    peer.outbox.settle(&to, vec![(id, refused)], at(8)).await.unwrap();
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::NO_ADDRESS };
    peer.outbox.postpone(&to, &retry).await.unwrap();
    peer.hears(&[message(3, BOB, ALICE, "hello")], at(9)).await;
    let signed = ShelvedSigned { generation: 1, secret: signed_secret(1), made_at: at(7) };
    peer.shelf.keep_signed(&signed).await.unwrap();
    peer.shelf.keep_one_time(vec![(7, one_time_secret(7))]).await.unwrap();
    let mut noise = received(&message(4, BOB, ALICE, "noise"));
    noise.sealed = vec![0xFF; 9].try_into().unwrap();
    let refused = peer
        .inbox
        .take(&to, vec![noise], Arc::new(Reading::default()), causerie_chat::Path::Direct, at(9))
        .await;
    assert!(refused.is_err());
    peer
}

/// A directory with a row in each table.
async fn directory(file: &Path) -> SqliteDirectory {
    let directory = SqliteDirectory::open(file).unwrap();
    let opened = challenge(1, at(60));
    let place = Published { address: "192.0.2.7:7500".parse().unwrap(), expires: at(9) };
    directory.register(&enrolment(BOB, 1, 2), at(0)).await.unwrap();
    Reachability::publish(&directory, &device("d1", BOB), &place).await.unwrap();
    directory.open(&opened, at(0)).await.unwrap();
    directory.redeem(&opened.id, &answer(1), at(120)).await.unwrap();
    let pre_keys = batch(2, 1, [1, 2]);
    PreKeys::publish(&directory, &device("d1", BOB), &pre_keys).await.unwrap();
    directory.claim(&first_claim()).await.unwrap();
    directory
}

fn first_claim() -> Claim {
    claim(1, &device("d1", "carol@chat.example.org"), &device("d1", BOB), at(1))
}

/// Asks everything there is to ask, and returns what failed.
async fn read_peer(peer: &PeerStore) -> Vec<Unavailable> {
    let (bob, to) = (address(BOB), device("d1", BOB));
    let sent = message(1, ALICE, BOB, "one");
    let outcomes = [
        peer.people.person(&bob).await.err(),
        peer.pending.due().await.err(),
        peer.pending.waiting(&to, false, 10, 1_000).await.err(),
        peer.pending.retry(&to).await.err(),
        peer.pending.depth().await.err(),
        peer.history.conversation(&bob.clone().into(), Cursor(0), 10).await.err(),
        peer.history.conversations().await.err(),
        peer.history.message(&sent.author, sent.id).await.err(),
        peer.identities.identities().await.err(),
        peer.unopened.unopened().await.err(),
        peer.sessions.has_session(&to).await.err(),
        peer.shelved.signed().await.err(),
        peer.shelved.one_time_above(0).await.err(),
        peer.shelved.last_number().await.err(),
    ];
    outcomes.into_iter().flatten().collect()
}

fn is_damage(failure: &Unavailable) -> bool {
    let cause = failure.source().and_then(|source| source.downcast_ref::<Failure>());
    matches!(cause, Some(Failure::Damaged { .. }))
}
