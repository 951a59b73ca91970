//! A disk that fills up.

use std::sync::Arc;

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, Enrolment, Envelope, EnvelopeId, Sealed,
};
use causerie_usecases::ports::{Mail, Registry};
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_disk_is_full_exactly_what_was_acknowledged_is_kept_and_fetching_it_makes_room() {
    let (directory, _folder) = directory_of(&bob()).await;
    let directory = Arc::new(directory);
    limit_pages(&directory, 400).await;

    let racing: Vec<_> = (1..=60)
        .map(|n: u8| {
            let directory = directory.clone();
            tokio::spawn(async move { deposit(&directory, n).await.map(|()| n) })
        })
        .collect();
    let (mut kept, mut failures) = (Vec::new(), Vec::new());
    for outcome in racing {
        match outcome.await.unwrap() {
            Ok(n) => kept.push(id(n)),
            Err(failure) => failures.push(failure),
        }
    }

    let full = |failure: &_| matches!(failure, NotDeposited::Unavailable(_));
    assert!(!kept.is_empty() && !failures.is_empty() && failures.iter().all(full));
    let lying = directory.pending(&bob(), MailNumber(0), 100, usize::MAX).await.unwrap();
    let mut found: Vec<_> = lying.iter().map(envelope).collect();
    found.sort();
    kept.sort();
    assert_eq!(found, kept);
    let numbers: Vec<_> = lying.iter().map(|item| item.number.0).collect();
    assert_eq!(numbers, (1..=kept.len() as u64).collect::<Vec<_>>());

    directory.acknowledge(&bob(), lying[lying.len() - 1].number).await.unwrap();
    deposit(&directory, 99).await.unwrap();
    let lying = directory.pending(&bob(), MailNumber(0), 100, usize::MAX).await.unwrap();
    assert_eq!(lying.iter().map(envelope).collect::<Vec<_>>(), [id(99)]);
}

async fn directory_of(device: &DeviceAddress) -> (SqliteDirectory, TempDir) {
    let folder = TempDir::new().unwrap();
    let directory = SqliteDirectory::open(&folder.path().join("directory.db")).unwrap();
    let (account, own) = (AccountSecret::from_seed(&[1; 32]), DeviceSecret::from_seed(&[2; 32]));
    let enrolment = Enrolment::sign(device.clone(), &account, &own).verify().unwrap();
    directory.register(&enrolment, Timestamp::from_millis(1)).await.unwrap();
    (directory, folder)
}

/// Lets the file have so many pages: a full disk without a disk.
async fn limit_pages(directory: &SqliteDirectory, pages: i64) {
    let limit = move |db: &Connection| {
        db.pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, i64>(0))
    };
    directory.store.write(limit).await.unwrap();
}

async fn deposit(directory: &SqliteDirectory, n: u8) -> Result<(), NotDeposited> {
    let sealed = Sealed::try_from(vec![n; 40_000]).unwrap();
    let envelope = Envelope { id: id(n), recipient: bob(), sealed };
    let (from, sent) = (alice(), Outgoing { envelope, trace: None });
    let at = Timestamp::from_millis(1);
    directory.deposit(&from, vec![sent], &MailTerms::default(), at).await
}

fn envelope(item: &MailItem) -> EnvelopeId {
    match &item.mail {
        Mail::Envelope { sent, .. } => sent.envelope.id,
        Mail::Expired { id, .. } => *id,
    }
}

fn id(n: u8) -> EnvelopeId {
    EnvelopeId::try_from(&[n; 16][..]).unwrap()
}

fn alice() -> DeviceAddress {
    "d1.alice.peers.chat.example.org".parse().unwrap()
}

fn bob() -> DeviceAddress {
    "d1.bob.peers.chat.example.org".parse().unwrap()
}
