//! What is not upgraded, or not for everybody.

use causerie_contracts::{address, key};
use causerie_sqlite::{OpenError, SqlitePeer};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{ME, YOU, old_peer};

#[tokio::test]
async fn t51_the_owner_stays_the_owner() {
    for owner_first in [true, false] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("peer.db");
        let old = old_peer(&file);
        if !owner_first {
            old.execute_batch(
                "PRAGMA foreign_keys = OFF; UPDATE persons SET ref = ref * 10;
                 UPDATE owner SET person_ref = 10; UPDATE devices SET person_ref = person_ref * 10;
                 UPDATE messages SET author_ref = author_ref * 10, person_ref = person_ref * 10;
                 INSERT INTO persons (ref, address) VALUES (1, 'zero@x.org');",
            )
            .unwrap();
        }
        drop(old);

        let refused = SqlitePeer::open(&file, address(YOU), &key(1)).err();

        assert!(matches!(refused, Some(OpenError::SomebodyElses(_))), "{refused:?}");
        assert!(SqlitePeer::open(&file, address(ME), &key(1)).is_ok());
    }
}

#[tokio::test]
async fn a_file_that_makes_no_sense_is_refused_and_left_as_it_was() {
    for damage in [
        "UPDATE persons SET address = 'nobody' WHERE ref = 2",
        "UPDATE persons SET account_key = x'00' WHERE ref = 2",
        "UPDATE devices SET key = zeroblob(31)",
        "UPDATE messages SET id = x'00' WHERE seq = 3",
        "UPDATE messages SET body = x'ff' WHERE kind = 1",
        "UPDATE messages SET sent_at = -1",
    ] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("peer.db");
        let old = old_peer(&file);
        old.execute_batch(damage).unwrap();
        drop(old);

        let refused = SqlitePeer::open(&file, address(ME), &key(1)).err();

        assert!(matches!(refused, Some(OpenError::CannotOpen { .. })), "{damage}: {refused:?}");
        let db = Connection::open(&file).unwrap();
        let count = "SELECT count(*) FROM messages WHERE kind >= 0";
        assert_eq!(db.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap(), 7, "{damage}");
    }
}
