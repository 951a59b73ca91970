//! What stands in a room's log, or is kept of it, and is not what it should be.

use causerie_chat::{RoomChange, RoomEntry, RoomPlace};
use causerie_usecases::{
    peer::rooms::{NotChanged, NotFollowed},
    ports::{Fresh, GroupChange, RoomDesk, Rooms},
};

use crate::{
    desk::Line,
    house::{House, ROOM, at},
    order::assert_one_room,
};

#[tokio::test]
async fn t32_an_entry_that_is_no_commit_of_this_epoch_is_passed_over_by_all() {
    let house = House::default();
    let mut members = house.room(&["alice", "bob", "carol"]).await;
    let place = members[2].known().await.place;
    let mut old = members[2].group().await;
    members[0].names("chess club").await.unwrap();
    let change = GroupChange::default();
    let fresh = Fresh { entropy: [9; 32].into(), at: at(6) };
    let late = old.prepare(&change, fresh).unwrap().commit;
    for (at, commit) in [(2, vec![1, 2, 3]), (3, late)] {
        let commit = commit.try_into().unwrap();
        let entry = RoomEntry { commit, change: RoomChange::default(), info: None, welcome: None };
        let place = RoomPlace(place.0 + at);
        members[2].desk.append(ROOM.into(), place, &entry).await.unwrap();
    }

    members[1].names("go club").await.unwrap();
    members[0].restarts();

    assert_one_room(&members).await;
    assert_eq!(members[0].known().await.place, RoomPlace(place.0 + 4));
    assert_eq!(members[2].name().await, "go club");
}

#[tokio::test]
async fn t29_a_room_that_was_kept_otherwise_meanwhile_is_read_again() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    members[0].follows().await.unwrap();
    let known = members[0].known().await;
    members[0].store.update(&known, None, None).await.unwrap();

    let refused = members[0].names("chess club").await;
    members[0].names("chess club").await.unwrap();

    assert!(matches!(refused, Err(NotChanged::Unavailable(_))));
    assert_one_room(&members).await;
}

#[tokio::test]
async fn whoever_is_told_of_a_log_with_gaps_waits_for_the_truth_and_misses_nothing() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    for called in ["one", "two", "three"] {
        members[0].names(called).await.unwrap();
    }

    members[1].desk.is(Line::Gaps);
    let misled = members[1].follows().await;
    members[1].desk.is(Line::Clear);

    assert!(matches!(misled, Err(NotFollowed::DirectoryUnreachable(_))), "{misled:?}");
    assert_one_room(&members).await;
    assert_eq!(members[1].name().await, "three");
}
