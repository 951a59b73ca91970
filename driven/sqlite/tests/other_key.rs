//! A peer's file opens with the key that it was sealed with, and any other one changes nothing in it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{fs, path::Path};

use causerie_chat::Address;
use causerie_sqlite::{OpenError, SqlitePeer, StoreKey};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

#[rstest]
#[case::another_key(key(8), "UPDATE key_check SET is_wiped = 0")]
#[case::a_check_that_is_damaged(key(7), "UPDATE key_check SET sealed = x'00'")]
#[case::no_check(key(7), "DELETE FROM key_check")]
fn a_file_of_another_store_key_is_refused_and_left_as_it_was(
    #[case] key: StoreKey,
    #[case] change: &str,
) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(SqlitePeer::open(&file, alice(), &self::key(7)).unwrap());
    sql(&file, change);
    let before = fs::read(&file).unwrap();

    let refused = SqlitePeer::open(&file, alice(), &key).err().unwrap();

    assert!(matches!(refused, OpenError::OtherKey(_)), "{refused}");
    assert!(refused.to_string().contains("sealed with another store key"), "{refused}");
    assert_eq!(fs::read(&file).unwrap(), before);
    let log = fs::metadata(folder.path().join("peer.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0);
}

fn alice() -> Address {
    "alice@chat.example.org".parse().unwrap()
}

fn key(seed: u8) -> StoreKey {
    StoreKey::new([seed; 32])
}

fn sql(file: &Path, statements: &str) {
    Connection::open(file).unwrap().execute_batch(statements).unwrap();
}
