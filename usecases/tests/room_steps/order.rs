//! Which change of a room comes after which.

use std::sync::atomic::Ordering;

use causerie_chat::{RoomName, RoomPlace, RoomRole};
use causerie_usecases::{
    peer::{commands::CreateRoomError, rooms::NotChanged},
    ports::{GroupRefused, RoomBook, RoomStanding},
};
use rstest::rstest;

use crate::{
    desk::Line,
    house::{House, Member, ROOM},
};

fn name(raw: &str) -> RoomName {
    raw.parse().unwrap()
}

/// All of them follow, and are in one epoch under one name then.
pub(crate) async fn assert_one_room(members: &[Member]) {
    let mut seen = Vec::new();
    for member in members {
        member.follows().await.unwrap();
        let group = member.group().await;
        seen.push((group.epoch(), group.charter().unwrap(), member.known().await.place));
    }
    assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:?}");
}

#[tokio::test]
async fn a_room_is_made_once() {
    let house = House::default();
    let alice = house.moves_in("alice").await;

    alice.makes("book club").await.unwrap();
    alice.makes("book club").await.unwrap();

    let known = alice.known().await;
    assert_eq!((known.standing, known.name), (RoomStanding::Member, name("book club")));
    assert_eq!(house.entries().await, 0);
}

#[rstest]
#[case::nothing_got_there(Line::Cut)]
#[case::no_answer_came(Line::Deaf)]
#[tokio::test]
async fn a_room_that_the_directory_did_not_confirm_is_gone_on_with(#[case] line: Line) {
    let house = House::default();
    let mut alice = house.moves_in("alice").await;
    alice.desk.is(line);

    let first = alice.makes("book club").await;
    let before = alice.known().await.standing;
    alice.desk.is(Line::Clear);
    alice.restarts();
    alice.makes("book club").await.unwrap();

    assert!(matches!(first, Err(CreateRoomError::DirectoryUnreachable(_))));
    assert_eq!(before, RoomStanding::Unconfirmed);
    assert_eq!(alice.known().await.standing, RoomStanding::Member);
    alice.names("chess club").await.unwrap();
}

#[tokio::test]
async fn all_members_see_a_change() {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;

    members[1].names("chess club").await.unwrap();

    assert_one_room(&members).await;
    for member in &members {
        assert_eq!(member.name().await, "chess club");
    }
}

#[tokio::test]
async fn t27_two_changes_at_once_are_both_made_one_after_the_other() {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;
    let before = house.entries().await;

    let (named, removed) =
        tokio::join!(members[0].names("chess club"), members[1].removes("carol"));
    named.unwrap();
    removed.unwrap();

    assert_eq!(house.entries().await, before + 2);
    assert_one_room(&members[..2]).await;
    assert_eq!(members[0].name().await, "chess club");
    assert_eq!(members[0].group().await.members().unwrap().len(), 2);
}

#[tokio::test]
async fn t27_whoever_was_overtaken_makes_its_change_again() {
    let house = House::default();
    let mut members = house.room(&["alice", "bob"]).await;
    members[0].desk.is(Line::Cut);
    // It is kept as a draft, since nobody hears of it.
    assert!(matches!(members[0].names("mine").await, Err(NotChanged::DirectoryUnreachable(_))));
    members[0].desk.is(Line::Clear);
    let (room, place) = (ROOM.into(), members[0].known().await.place);
    assert_eq!(members[0].store.draft(room).await.unwrap().map(|it| it.place), None);

    members[1].names("yours").await.unwrap();
    members[0].restarts();
    members[0].names("mine").await.unwrap();

    assert_eq!(members[0].known().await.place, RoomPlace(place.0 + 2));
    assert_one_room(&members).await;
    assert_eq!(members[1].name().await, "mine");
}

#[rstest]
#[case::and_it_goes_on(false)]
#[case::and_it_begins_anew(true)]
#[tokio::test]
async fn t28_a_change_whose_answer_was_lost_is_made_once(#[case] restarted: bool) {
    let house = House::default();
    let mut members = house.room(&["alice", "bob"]).await;
    let before = house.entries().await;
    members[0].follows().await.unwrap();
    members[0].desk.is(Line::Deaf);

    let lost = members[0].names("mine").await;
    let (here, drafted) = (members[0].name().await, members[0].store.draft(ROOM.into()).await);
    members[0].desk.is(Line::Clear);
    if restarted {
        members[0].restarts();
    }
    members[0].names("mine").await.unwrap();

    assert!(matches!(lost, Err(NotChanged::DirectoryUnreachable(_))));
    assert_eq!(here, "book club", "nothing is applied before it was accepted");
    assert!(drafted.unwrap().is_some());
    assert_eq!(house.entries().await, before + 1);
    assert!(members[0].store.draft(ROOM.into()).await.unwrap().is_none());
    assert_one_room(&members).await;
}

#[tokio::test]
async fn t28_a_change_that_got_there_late_is_known_as_the_own_one() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    let before = house.entries().await;
    members[0].desk.is(Line::Late);

    let lost = members[0].names("mine").await;
    members[0].desk.is(Line::Clear);
    members[0].names("mine").await.unwrap();

    assert!(matches!(lost, Err(NotChanged::DirectoryUnreachable(_))));
    assert_eq!(house.entries().await, before + 1);
    assert_one_room(&members).await;
}

#[rstest]
#[tokio::test]
async fn t27_one_device_makes_two_changes_at_once_one_after_the_other(
    #[values(0, 1, 2, 3)] pauses: usize,
) {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;
    let before = house.entries().await;
    members[0].desk.pauses.store(pauses, Ordering::SeqCst);

    let (named, removed) =
        tokio::join!(members[0].names("chess club"), members[0].removes("carol"));

    named.unwrap();
    removed.unwrap();
    assert_eq!(house.entries().await, before + 2);
    assert_one_room(&members[..2]).await;
    assert_eq!(members[1].name().await, "chess club");
}

#[tokio::test]
async fn t27_whoever_loses_its_place_while_it_offers_makes_its_change_again() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    let before = house.entries().await;
    members[1].desk.is(Line::Late);
    members[1].names("yours").await.unwrap_err();
    members[1].desk.is(Line::Clear);

    members[0].desk.is_overtaken_by(&members[1].desk);
    members[0].names("mine").await.unwrap();

    assert_eq!(house.entries().await, before + 2);
    assert_one_room(&members).await;
    assert_eq!(members[1].name().await, "mine");
}

#[tokio::test]
async fn what_is_so_already_is_not_changed() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    let before = house.entries().await;
    let epoch = members[0].group().await.epoch();

    members[0].names("book club").await.unwrap();
    members[0].removes("carol").await.unwrap();
    members[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    members[0].rotates(epoch - 1).await.unwrap();

    assert_eq!(house.entries().await, before);
    members[0].rotates(epoch).await.unwrap();
    assert_eq!(house.entries().await, before + 1);
    assert_one_room(&members).await;
}

#[tokio::test]
async fn t22_whoever_is_removed_is_gone_and_told_so() {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;

    members[0].removes("carol").await.unwrap();
    members[2].follows().await.unwrap();

    assert_eq!(members[2].known().await.standing, RoomStanding::Gone);
    assert!(matches!(members[2].names("mine").await, Err(NotChanged::NotAMember)));
    assert_one_room(&members[..2]).await;
}

#[tokio::test]
async fn the_last_owner_stays_owner() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    members[0].makes_of("bob", RoomRole::Admin).await.unwrap();
    let before = house.entries().await;

    let refused = members[0].makes_of("alice", RoomRole::Admin).await;

    assert!(matches!(refused, Err(NotChanged::LastOwner)));
    assert_eq!(house.entries().await, before);
    members[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    members[0].makes_of("alice", RoomRole::Admin).await.unwrap();
    assert_one_room(&members).await;
}

#[tokio::test]
async fn t02_who_has_no_right_to_a_change_is_told_so_and_nothing_is_offered() {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;
    members[0].makes_of("bob", RoomRole::Member).await.unwrap();
    let before = house.entries().await;

    let refused = members[1].removes("carol").await;

    assert!(matches!(refused, Err(NotChanged::NotAllowed(GroupRefused::NotEntitled))));
    assert_eq!(house.entries().await, before);
    assert!(members[1].store.draft(ROOM.into()).await.unwrap().is_none());
    assert_one_room(&members).await;
}
