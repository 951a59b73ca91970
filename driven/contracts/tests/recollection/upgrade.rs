//! A store of before there was anything in front.

use causerie_chat::DeliveryState;
use causerie_contracts::{ALICE, BOB, PeerStore, address, at, key, place};
use causerie_sqlite::SqlitePeer;
use rusqlite::Connection;
use std::sync::Arc;
use tempfile::TempDir;

use crate::given::{DIRECT, bob_said, numbers, past, recalls, state};

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
    UPDATE persons SET read_up_to = max(read_through, 0);
    ALTER TABLE persons DROP COLUMN read_through;
    DROP TABLE transfer;
    ALTER TABLE persons DROP COLUMN terms_at;
    ALTER TABLE persons DROP COLUMN blocked_at;
    ALTER TABLE persons DROP COLUMN untold_at;
    ALTER TABLE persons DROP COLUMN timer_at;
    DELETE FROM schema_history WHERE name >= '0007';
    PRAGMA user_version = 6;";

#[tokio::test]
async fn t57_what_was_read_stays_read_and_there_is_room_in_front() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let open = || Arc::new(SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap());
    let before = PeerStore::over(open());
    before.hears(&[bob_said(10), bob_said(11)], at(20)).await;
    before
        .receipts
        .mark_read(&address(BOB).into(), place(1), Vec::new(), Vec::new(), at(21))
        .await
        .unwrap();
    drop(before);
    Connection::open(&file).unwrap().execute_batch(STEP_BACK).unwrap();

    let peer = PeerStore::over(open());
    recalls(&peer, vec![past(bob_said(9), DIRECT)]).await;

    assert_eq!(numbers(&peer, BOB).await, [9, 10, 11]);
    assert_eq!(state(&peer, &bob_said(10)).await, DeliveryState::Read);
    assert_eq!(state(&peer, &bob_said(11)).await, DIRECT);
    assert_eq!(peer.transfer_book.transfer().await.unwrap().map(|it| it.people), Some(0));
}
