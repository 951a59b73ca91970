//! What is damaged on the disk is an error that names the file, and never a panic.

use std::error::Error;

use causerie_chat::{RoomKind, RoomPlace};
use causerie_contracts::{at, lets_go, lets_in, no_change, room};
use causerie_sqlite::{Failure, SqliteDirectory};
use causerie_usecases::ports::{
    NotAppended, NotRead, PublicRoomBook, PublicRooms, RoomLogBook, RoomLogs, RoomOffer,
    RoomReaders, RoomTerms, Unavailable,
};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::given::{alice, bob, founding, public_entry, register};

#[rstest]
#[case::an_id("UPDATE rooms SET id = x'00'")]
#[case::a_kind("UPDATE rooms SET kind = 7")]
#[case::an_end("UPDATE rooms SET last_place = -1")]
#[case::a_sum("UPDATE rooms SET bytes = -1")]
#[case::a_place("UPDATE room_entries SET place = -place")]
#[case::a_size("UPDATE room_entries SET bytes = -1")]
#[case::an_author("UPDATE persons SET address = 'nobody' WHERE address LIKE 'alice%'")]
#[case::a_change("UPDATE room_entries SET change = x'ff'")]
#[case::an_empty_commit("UPDATE room_entries SET sealed = x''")]
#[case::a_large_commit("UPDATE room_entries SET sealed = zeroblob(1048577)")]
#[case::an_empty_welcome("UPDATE room_entries SET welcome = x''")]
#[case::a_large_welcome("UPDATE room_entries SET welcome = zeroblob(1048577)")]
#[case::a_beginning("UPDATE room_stays SET since = -1")]
#[case::an_empty_info("UPDATE room_infos SET info = x''")]
#[case::a_public_channel("UPDATE public_channel SET room = x'00'")]
#[tokio::test]
async fn t63_a_row_of_a_room_that_makes_no_sense_is_an_error(#[case] damage: &str) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    let directory = SqliteDirectory::open(&file).unwrap();
    register(&directory, &directory).await;
    let terms = RoomTerms::default();
    let public = founding(&alice(), room(1), RoomKind::Public);
    directory.found(&public, &terms, at(0)).await.unwrap();
    directory.reserve(room(1)).await.unwrap();
    for (n, change) in (1..).zip([lets_in(&[&bob()]), lets_go(&[&bob()]), no_change()]) {
        directory.append(&offer(n, public_entry(n, change)), &terms, at(1)).await.unwrap();
    }

    // A stay's row is known by it: the new one may be where another was.
    Connection::open(&file).unwrap().execute_batch(damage).unwrap();

    let failures = ask(&directory, &terms).await;
    assert!(!failures.is_empty());
    assert!(failures.iter().all(is_damage), "{failures:?}");
}

fn offer(place: u8, entry: causerie_chat::RoomEntry) -> RoomOffer {
    RoomOffer { room: room(1), by: alice(), place: RoomPlace(place.into()), entry }
}

/// Asks everything there is to ask, and returns what failed.
async fn ask(directory: &SqliteDirectory, terms: &RoomTerms) -> Vec<Unavailable> {
    let mut failures = Vec::new();
    for who in [alice(), bob()] {
        failures.extend(directory.rooms(&who, None, 9).await.err());
        failures.extend(directory.info(&who, room(1)).await.err());
        match directory.entries(&who, room(1), RoomPlace(1), 9, usize::MAX).await {
            Err(NotRead::Unavailable(failure)) => failures.push(failure),
            other => drop(other),
        }
    }
    failures.extend(directory.reserved().await.err());
    failures.extend(directory.readers(room(1), RoomPlace(1)).await.err());
    match directory.append(&offer(4, public_entry(4, no_change())), terms, at(3)).await {
        Err(NotAppended::Unavailable(failure)) => failures.push(failure),
        other => drop(other),
    }
    failures.extend(directory.expire(at(9)).await.err());
    failures
}

fn is_damage(failure: &Unavailable) -> bool {
    let cause = failure.source().and_then(|source| source.downcast_ref::<Failure>());
    matches!(cause, Some(Failure::Damaged { .. }))
}
