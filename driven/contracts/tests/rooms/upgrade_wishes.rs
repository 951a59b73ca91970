//! A store of before anything was wished for in rooms.

use std::sync::Arc;

use causerie_chat::{Body, Message, RoomDepartures};
use causerie_contracts::{
    ALICE, BOB, CAROL, RoomStore, address, at, device, key, known_room, message, room, room_keep,
};
use causerie_sqlite::SqlitePeer;
use causerie_usecases::ports::KnownRoom;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::wished::{ask, asks, bring, invitations, invited, invites, request, wish, wishes};

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
    ALTER TABLE rooms DROP COLUMN departures;
    ALTER TABLE rooms DROP COLUMN keys_since;
    ALTER TABLE rooms DROP COLUMN keys_version;
    ALTER TABLE rooms DROP COLUMN keys_told;
    DELETE FROM schema_history WHERE name >= '0010';
    PRAGMA user_version = 9;";

#[tokio::test]
async fn t57_rooms_are_as_they_were_and_who_was_invited_before_still_is() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("peer.db");
    let open =
        || RoomStore::over(Arc::new(SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap()));
    let before = open();
    let mut departures = RoomDepartures::since(2);
    departures.note(causerie_chat::AccountSecret::from_seed(&[1; 32]).public(), 3);
    let known = KnownRoom { departures, ..known_room(room(1)) };
    before.rooms.add(&known, room_keep(Some(1), 1)).await.unwrap();
    let deletion = Message {
        body: Body::Delete { target: invites(3, BOB, 8).id },
        ..message(4, BOB, ALICE, "-")
    };
    let ending = Message { expires_at: Some(at(60)), ..invites(5, CAROL, 7) };
    let said = [invites(1, BOB, 7), message(2, BOB, ALICE, "hi"), invites(3, BOB, 8), deletion];
    before.peer.hears(&said, at(50)).await;
    before.peer.hears(&[ending, invites(6, CAROL, 1)], at(50)).await;
    before.peer.hears_at_once(&[invites(7, ALICE, 7), request(8, ALICE, 7)], at(50)).await;
    before.peer.timers.wipe_expired(at(70)).await.unwrap();
    drop(before);
    let db = Connection::open(&file).unwrap();
    db.execute_batch(STEP_BACK).unwrap();
    db.execute("UPDATE messages SET content = zeroblob(90) WHERE seq = 2", []).unwrap();
    drop(db);

    let store = open();

    let kept = store.book.room(room(1)).await.unwrap().unwrap();
    assert_eq!((kept.known, kept.tree[0]), (known_room(room(1)), 1));
    assert_eq!(invitations(&store).await, [invited(7, ALICE, 7), invited(1, BOB, 7)]);
    assert_eq!(store.mutes.mute(room(1), &address(BOB)).await.unwrap(), None);
    assert_eq!((asks(&store).await, wishes(&store).await), (vec![], vec![]));
    store.rooms.update(&known, None, None).await.unwrap();
    store.wishes.wish(&wish(7, 1)).await.unwrap();
    bring(&store, &device("d1", BOB), &request(9, BOB, 1)).await;
    drop(store);
    let store = open();
    assert_eq!(store.book.rooms().await.unwrap(), [KnownRoom { version: 1, ..known }]);
    assert_eq!(wishes(&store).await, [wish(7, 1)]);
    assert_eq!(asks(&store).await, [ask(&device("d1", BOB), 1)]);
}
