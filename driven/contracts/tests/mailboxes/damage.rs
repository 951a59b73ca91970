//! What is damaged on the disk is an error that names the file, and never a panic.

use std::error::Error;

use causerie_contracts::{at, letter};
use causerie_sqlite::{Failure, SqliteDirectory};
use causerie_usecases::ports::{
    Acknowledgements, MailNumber, MailTerms, Mailbox, Mailboxes, NotAcknowledged, NotDeposited,
    Unavailable,
};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{alice, bob, register};

#[rstest]
#[case::an_id("UPDATE mail SET envelope_id = x'00' WHERE number = 1")]
#[case::a_kind("UPDATE mail SET kind = 9")]
#[case::a_number("UPDATE mail SET number = -number; UPDATE mailboxes SET last_number = -1")]
#[case::a_size("UPDATE mail SET bytes = -1")]
#[case::a_trace("UPDATE mail SET trace = '?'")]
#[case::no_content("UPDATE mail SET sealed = NULL")]
#[case::a_large_envelope("UPDATE mail SET sealed = zeroblob(100000)")]
#[case::a_notice_for_nobody("UPDATE mail SET recipient_ref = NULL, kind = 1")]
#[case::a_depositor("UPDATE depositors SET device = 'nobody'")]
#[case::a_recipient("UPDATE persons SET address = 'nobody' WHERE address LIKE 'carol%'")]
#[case::a_last_number("UPDATE mailboxes SET last_number = -1")]
#[case::a_count("UPDATE mailboxes SET envelopes = -1")]
#[case::a_sum("UPDATE mailboxes SET bytes = -1")]
#[case::a_depositors_count("UPDATE depositors SET envelopes = -1")]
#[case::a_depositors_sum("UPDATE depositors SET bytes = -1")]
#[tokio::test]
async fn t63_a_row_of_a_mailbox_that_makes_no_sense_is_an_error(#[case] damage: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    let directory = SqliteDirectory::open(&file).unwrap();
    register(&directory).await;
    let carol = crate::given::carol();
    let terms = MailTerms::default();
    directory.deposit(&alice(), vec![letter(1, &carol, 1)], &terms, at(1)).await.unwrap();
    directory.expire(at(2), at(2)).await.unwrap();
    let letters = vec![letter(2, &bob(), 10), letter(4, &bob(), 10)];
    directory.deposit(&alice(), letters, &terms, at(2)).await.unwrap();

    Connection::open(&file).unwrap().execute_batch(damage).unwrap();

    let failures = ask(&directory, &terms).await;
    assert!(!failures.is_empty());
    assert!(failures.iter().all(is_damage), "{failures:?}");
}

/// Asks everything there is to ask, and returns what failed.
async fn ask(directory: &SqliteDirectory, terms: &MailTerms) -> Vec<Unavailable> {
    let mut failures = Vec::new();
    for of in [alice(), bob()] {
        failures.extend(directory.pending(&of, MailNumber(0), 10, 1_000).await.err());
    }
    let more = vec![letter(6, &bob(), 10)];
    match directory.deposit(&alice(), more, terms, at(3)).await {
        Err(NotDeposited::Unavailable(failure)) => failures.push(failure),
        other => drop(other),
    }
    failures.extend(directory.expire(at(9), at(9)).await.err());
    match directory.acknowledge(&bob(), MailNumber(1)).await {
        Err(NotAcknowledged::Unavailable(failure)) => failures.push(failure),
        other => drop(other),
    }
    failures
}

fn is_damage(failure: &Unavailable) -> bool {
    let cause = failure.source().and_then(|source| source.downcast_ref::<Failure>());
    matches!(cause, Some(Failure::Damaged { .. }))
}
