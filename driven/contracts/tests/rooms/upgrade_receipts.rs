//! A store of before anything was told in rooms.

use std::sync::Arc;

use causerie_contracts::{ALICE, RoomStore, address, key, known_room, room, room_keep};
use causerie_sqlite::SqlitePeer;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::telling::{comes, dave_says, daves, due, in_sessions, receipt, to_tell};

/// As the step before left it.
const STEP_BACK: &str = "
    DROP TABLE uploads;
    DROP TABLE fetches;
    DROP TABLE offers;
    DROP INDEX receipts_in_rooms;
    ALTER TABLE receipts DROP COLUMN room_ref;
    ALTER TABLE rooms DROP COLUMN keys_told;
    DELETE FROM schema_history WHERE name >= '0012';
    PRAGMA user_version = 11;";

#[tokio::test]
async fn t57_what_was_to_be_told_before_waits_as_it_did_and_what_comes_is_told_in_the_room() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let open =
        || RoomStore::over(Arc::new(SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap()));
    let before = open();
    before.rooms.add(&known_room(room(1)), room_keep(Some(1), 1)).await.unwrap();
    comes(&before, &dave_says(1)).await;
    drop(before);
    Connection::open(&file).unwrap().execute_batch(STEP_BACK).unwrap();

    let store = open();

    assert!(due(&store).await.is_empty());
    assert_eq!(in_sessions(&store, true).await, [daves(1), daves(2)]);
    assert_eq!(store.book.rooms().await.unwrap(), [known_room(room(1))]);
    comes(&store, &dave_says(2)).await;
    assert_eq!(to_tell(&store, &daves(1)).await, receipt(&[dave_says(2).id], &[]));
}
