//! Opening a file that is not as it should be says which one it is and what to do, and does it no harm.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{fs, path::Path};

use causerie_chat::Address;
use causerie_sqlite::{OpenError, SqliteDirectory, SqlitePeer, StoreKey};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

#[test]
fn a_file_that_is_open_is_refused_to_others_until_it_is_closed() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let first = SqlitePeer::open(&file, alice(), &key()).unwrap();

    let second = SqlitePeer::open(&file, alice(), &key()).err().unwrap();
    drop(first);
    let third = SqlitePeer::open(&file, alice(), &key());

    assert!(matches!(&second, OpenError::InUse(refused) if *refused == file));
    assert!(third.is_ok());
}

#[rstest]
#[case::words(|file: &Path| fs::write(file, "dear diary, ".repeat(1_000)).unwrap())]
#[case::a_database_of_another_program(|file: &Path| sql(file, "CREATE TABLE notes (note TEXT)"))]
#[case::one_that_says_so(|file: &Path| sql(file, "PRAGMA application_id = 7"))]
#[case::one_with_a_version(|file: &Path| sql(file, "PRAGMA user_version = 1"))]
#[case::a_directory(|file: &Path| drop(SqliteDirectory::open(file).unwrap()))]
fn t57_a_foreign_file_is_refused_and_left_as_it_was(#[case] make: fn(&Path)) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    make(&file);
    let before = fs::read(&file).unwrap();

    let refused = SqlitePeer::open(&file, alice(), &key()).err().unwrap();

    assert!(matches!(refused, OpenError::Foreign(_)), "{refused}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn t57_a_peers_file_is_none_for_a_directory() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("some.db");
    drop(SqlitePeer::open(&file, alice(), &key()).unwrap());

    let refused = SqliteDirectory::open(&file).err().unwrap();

    assert!(matches!(refused, OpenError::Foreign(_)), "{refused}");
}

#[rstest]
#[case::by_one_step(
    "INSERT INTO schema_history (name) VALUES ('0015 later'); PRAGMA user_version = 15"
)]
#[case::by_many("PRAGMA user_version = 2147483647")]
fn t57_a_newer_file_is_refused_and_left_as_it_was(#[case] change: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(SqlitePeer::open(&file, alice(), &key()).unwrap());
    sql(&file, change);
    let before = fs::read(&file).unwrap();

    let refused = SqlitePeer::open(&file, alice(), &key()).err().unwrap();

    assert!(matches!(refused, OpenError::Newer(_)), "{refused}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[rstest]
#[case::another_name("UPDATE schema_history SET name = '0001 rooms' WHERE position = 1")]
#[case::no_name("DELETE FROM schema_history")]
#[case::a_name_too_many("INSERT INTO schema_history (name) VALUES ('0002 rooms')")]
#[case::no_history("DROP TABLE schema_history")]
fn t57_the_same_version_with_other_steps_is_refused_and_left_as_it_was(#[case] change: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    drop(SqliteDirectory::open(&file).unwrap());
    sql(&file, change);
    let before = fs::read(&file).unwrap();

    let refused = SqliteDirectory::open(&file).err().unwrap();

    assert!(matches!(refused, OpenError::OtherHistory(_)), "{refused}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn t51_a_peers_file_opens_for_its_owner_only() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    drop(SqlitePeer::open(&file, alice(), &key()).unwrap());

    let bob = "bob@chat.example.org".parse().unwrap();
    let refused = SqlitePeer::open(&file, bob, &key()).err().unwrap();

    assert!(matches!(refused, OpenError::SomebodyElses(_)), "{refused}");
    assert!(SqlitePeer::open(&file, alice(), &key()).is_ok());
}

#[rstest]
#[case::no_folder("nowhere/peer.db")]
#[case::a_folder_instead(".")]
fn what_cannot_be_opened_is_named(#[case] path: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(path);

    let refused = SqlitePeer::open(&file, alice(), &key()).err().unwrap();

    assert!(matches!(refused, OpenError::CannotOpen { .. }), "{refused}");
    assert!(refused.to_string().contains(&folder.path().display().to_string()), "{refused}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_it_and_what_lies_beside_it() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().unwrap();
    let _open = SqlitePeer::open(&folder.path().join("peer.db"), alice(), &key()).unwrap();

    for name in ["peer.db", "peer.db-wal", "peer.db-shm", "peer.db.lock"] {
        let mode = folder.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

fn key() -> StoreKey {
    StoreKey::new([1; 32])
}

fn alice() -> Address {
    "alice@chat.example.org".parse().unwrap()
}

fn sql(file: &Path, statements: &str) {
    Connection::open(file).unwrap().execute_batch(statements).unwrap();
}
