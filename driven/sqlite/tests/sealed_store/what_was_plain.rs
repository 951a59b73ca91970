//! A plain row that cannot be moved is not dropped.

use causerie_sqlite::{OpenError, SqlitePeer, StoreKey};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{ALICE, STORE_KEY, address};

const TABLES: &str = include_str!("../../src/peer/0001_messages_and_outbox.sql");

#[test]
fn t57_what_cannot_be_moved_in_whole_is_left_as_it_was() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let db = Connection::open(&file).unwrap();
    db.execute_batch(TABLES).unwrap();
    db.execute_batch(
        "PRAGMA application_id = 0x43415001; PRAGMA user_version = 1; PRAGMA foreign_keys = OFF;
         INSERT INTO schema_history (name) VALUES ('0001 messages and outbox');
         INSERT INTO persons VALUES (1, 'alice@chat.example.org', NULL);
         INSERT INTO owner VALUES (1);
         INSERT INTO messages VALUES
             (1, x'01910000000070008000000000000001', 99, 1, 7, 8, NULL, 1, x'68656c6c6f');",
    )
    .unwrap();

    let refused = SqlitePeer::open(&file, address(ALICE), &StoreKey::new(STORE_KEY)).err().unwrap();

    assert!(matches!(refused, OpenError::CannotOpen { .. }), "{refused}");
    let words = "SELECT CAST(body AS TEXT) FROM messages";
    assert_eq!(db.query_row(words, [], |row| row.get::<_, String>(0)).unwrap(), "hello");
}
