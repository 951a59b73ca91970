//! How large what is brought to a room's log may be, and how fast it may come.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use causerie_http_api::{DirectoryConfig, Quota};
use causerie_wire::{OfferedRoomEntry, RoomEntries};
use futures_util::{poll, stream};

use crate::{
    rooms::{OTHER, ROOM, directory_of, found, letting_in, log, of, offer, outcome},
    support::{Asking, ask, get, patient},
};

#[tokio::test]
async fn the_largest_entry_of_a_public_room_is_taken_and_told() {
    let directory = directory_of(DirectoryConfig::default()).await;
    assert_eq!(outcome(&directory, found(ROOM, 1), "alice").await, "204");
    let largest = OfferedRoomEntry {
        commit: vec![7; 1 << 20],
        info: Some(vec![8; 1 << 20]),
        lets_in: vec![of("bob")],
        welcome: Some(vec![9; 1 << 20]),
        ..OfferedRoomEntry::default()
    };

    assert_eq!(outcome(&directory, offer(ROOM, 1, &largest), "alice").await, "204");

    for (reader, welcome) in [("alice", None), ("bob", largest.welcome)] {
        let entries = RoomEntries::decode(&log(&directory, reader).await.body).unwrap().entries;
        assert!(entries[0].commit == largest.commit && entries[0].welcome == welcome);
    }
}

#[tokio::test]
async fn t54_who_floods_is_put_off_and_others_are_not() {
    let room_changes = Quota::new(1, 3);
    let config = DirectoryConfig { room_changes, ..DirectoryConfig::default() };
    let directory = directory_of(config).await;

    let mut allowed = 0;
    for n in 0..10_u8 {
        let name = format!("{n:032x}");
        let reply = ask(&directory, found(&name, 0).by(&of("bob"))).await;
        allowed += u32::from(reply.status == 204);
        assert!(reply.status == 204 || reply.outcome() == "429 QUOTA_EXCEEDED");
    }

    assert_eq!(allowed, 3);
    assert_eq!(outcome(&directory, found(ROOM, 0), "alice").await, "204");
}

#[tokio::test]
async fn t54_who_reads_without_end_is_put_off_and_others_are_not() {
    let room_reads = Quota::new(1, 3);
    let directory =
        directory_of(DirectoryConfig { room_reads, ..DirectoryConfig::default() }).await;
    assert_eq!(outcome(&directory, found(ROOM, 1), "alice").await, "204");
    let info = || get(&format!("/v1/rooms/{ROOM}/info"));

    let mut allowed = 0;
    for _ in 0..5 {
        let log = get(&format!("/v1/rooms/{OTHER}/entries"));
        allowed += u32::from(outcome(&directory, log, "bob").await == "404 NO_SUCH_ROOM");
        allowed += u32::from(outcome(&directory, info(), "bob").await == "200");
    }

    assert_eq!(allowed, 3);
    assert_eq!(outcome(&directory, info(), "bob").await, "429 QUOTA_EXCEEDED");
    assert_eq!(outcome(&directory, info(), "carol").await, "200");
    assert_eq!(outcome(&directory, get("/v1/rooms"), "bob").await, "200");
}

#[tokio::test]
async fn t54_who_trickles_entries_is_put_off_and_others_are_not() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let endless = || Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let trickle = || offer(ROOM, 1, &letting_in(1, &[])).map(|_| endless()).by(&of("bob"));
    let mut slow: Vec<_> = (0..2).map(|_| Box::pin(ask(&directory, trickle()))).collect();
    for one in &mut slow {
        assert!(poll!(one).is_pending());
    }

    let third = patient(ask(&directory, trickle())).await;
    let other = patient(outcome(&directory, found(ROOM, 0), "alice")).await;

    assert_eq!((&*third.outcome(), &*other), ("429 QUOTA_EXCEEDED", "204"));
}
