//! A store of before there were rooms.

use std::sync::Arc;

use causerie_chat::Path;
use causerie_contracts::{
    ALICE, BOB, RoomStore, address, at, device, key, known_room, message, outgoing, room, room_keep,
};
use causerie_sqlite::SqlitePeer;
use causerie_usecases::ports::{Cursor, Outcome};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{DIRECT, alice_says, settle, state};

/// As the step before left it.
const STEP_BACK: &str = "
    DROP TABLE uploads;
    DROP TABLE fetches;
    DROP TABLE offers;
    DROP INDEX receipts_in_rooms;
    ALTER TABLE receipts DROP COLUMN room_ref;
    DROP TABLE room_mutes;
    DROP TABLE room_wishes;
    DROP TABLE room_asks;
    DROP TABLE invitations;
    DROP INDEX outbox_in_room;
    ALTER TABLE outbox DROP COLUMN in_room;
    DROP TABLE room_sealed;
    DROP TABLE reached;
    DROP TABLE rooms;
    DELETE FROM schema_history WHERE name >= '0009';
    PRAGMA user_version = 8;";

#[tokio::test]
async fn t57_what_was_said_and_what_waits_is_there_as_it_was_and_there_is_room_for_rooms() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let open =
        || RoomStore::over(Arc::new(SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap()));
    let (hello, to) = (message(5, ALICE, BOB, "hello"), device("d1", BOB));
    let before = open();
    before.peer.hears(&[message(4, BOB, ALICE, "hi")], at(20)).await;
    before.peer.sends(&hello, std::slice::from_ref(&to), 10).await;
    drop(before);
    Connection::open(&file).unwrap().execute_batch(STEP_BACK).unwrap();

    let store = open();

    let said = store.peer.history.conversation(&address(BOB).into(), Cursor(0), 9).await.unwrap();
    assert_eq!(said.len(), 2);
    let waiting = store.peer.pending.waiting(&to, false, 10, 1_000).await.unwrap();
    assert_eq!(waiting.sealed, [outgoing(&hello, &to, 10)]);
    settle(&store, &hello, &to, Outcome::Delivered(Path::Direct)).await;
    assert_eq!(state(&store, &hello).await, DIRECT);
    store.rooms.add(&known_room(room(1)), room_keep(Some(1), 1)).await.unwrap();
    crate::given::say(&store, &alice_says(6)).await.unwrap();
    assert_eq!(store.peer.pending.depth().await.unwrap().envelopes, 4);
}
