//! A store that can be tried out.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use causerie_contracts::{ALICE, BOB, Store, address, at, enrolment, key};
use causerie_sqlite::{SqliteDirectory, SqlitePeer};
use causerie_usecases::ports::{People, StoreCheck};
use rstest::rstest;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

#[rstest]
#[tokio::test]
async fn a_store_that_works_says_so_and_is_as_it_was(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (directory, peer) = (store.directory(10), store.peer());
    directory.registry.register(&enrolment(BOB, 1, 2), at(0)).await.unwrap();

    for _ in 0..3 {
        directory.store_check.check().await.unwrap();
        peer.store_check.check().await.unwrap();
    }

    let people: &dyn People = &*directory.people;
    assert!(people.person(&address(BOB)).await.unwrap().is_some());
}

#[rstest]
#[tokio::test]
async fn a_durable_store_is_written_to_and_not_only_asked(#[values(true, false)] directory: bool) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("store.db");
    let store: Box<dyn StoreCheck> = if directory {
        Box::new(SqliteDirectory::open(&file).unwrap())
    } else {
        Box::new(SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap())
    };
    let other = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    // Another number after each commit of somebody else that changed a page.
    let version =
        || -> i64 { other.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap() };
    let before = version();

    store.check().await.unwrap();

    assert_ne!(version(), before);
}

#[rstest]
#[tokio::test]
async fn a_store_that_somebody_else_holds_fails(#[values(true, false)] directory: bool) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("store.db");
    let store: Box<dyn StoreCheck> = if directory {
        Box::new(SqliteDirectory::open(&file).unwrap())
    } else {
        Box::new(SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap())
    };
    let other = Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let failed = store.check().await;

    assert!(failed.is_err());
}
