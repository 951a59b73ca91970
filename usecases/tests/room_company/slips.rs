//! A directory that tells one device something wrong now and then is not believed, and does no harm.

use causerie_chat::{RoomChange, RoomCommit, RoomEntry, RoomPlace, RoomRole};
use causerie_memory::MemoryRoomDesk;
use causerie_usecases::{
    peer::rooms::NotChanged,
    ports::{RoomDesk, RoomStanding},
};

use crate::{
    forked::garbage,
    given::{device, party::Party, untrue::Slip, world::World},
    scene::{company, here, settle},
};

/// Bob may change the room as Alice may, and she just did, which he has not read yet. At which place.
async fn behind() -> (World, Vec<Party>, u64) {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    all[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    settle(&all).await;
    all[0].renames("of all").await.unwrap();
    let place = all[0].place().await;
    (world, all, place)
}

/// The same, and he is told it wrong the next time he reads it.
async fn behind_and_told_wrong() -> (World, Vec<Party>) {
    let (world, all, place) = behind().await;
    world.untruths.slip("bob", [Slip::Commit(place, garbage())]);
    (world, all)
}

fn other() -> RoomCommit {
    vec![8; 64].try_into().unwrap()
}

async fn all_are_in_the_room(all: &[Party], name: &str) {
    settle(all).await;
    for party in all {
        assert_eq!(party.place_here().await, Some(RoomStanding::Member), "{}", party.name);
        assert_eq!(party.name_here().await, name, "{}", party.name);
        assert_eq!(party.epoch().await, all[0].epoch().await, "{}", party.name);
    }
}

#[tokio::test]
async fn t28_what_is_told_wrong_while_others_change_the_room_is_read_again_before_the_next_attempt()
{
    let (world, all, place) = behind().await;

    // The first attempt finds the place taken; the second is told what stands there, wrong.
    world.untruths.slip("bob", [Slip::Nothing, Slip::Commit(place, garbage())]);
    all[1].renames("of bob").await.unwrap();

    all_are_in_the_room(&all, "of bob").await;
}

#[tokio::test]
async fn what_was_told_wrong_once_keeps_nobody_from_changing_the_room() {
    let (_world, all) = behind_and_told_wrong().await;

    all[1].renames("of bob").await.unwrap();

    all_are_in_the_room(&all, "of bob").await;
}

#[tokio::test]
async fn t28_who_is_told_wrong_again_does_not_change_the_room_then() {
    let (world, all, place) = behind().await;

    let wrong = || Slip::Commit(place, garbage());
    world.untruths.slip("bob", [wrong(), Slip::None, Slip::None, wrong()]);
    let refused = all[1].renames("of bob").await;
    assert!(matches!(refused, Err(NotChanged::DirectoryUnreachable(_))), "{refused:?}");
    settle(&all).await;
    assert_eq!(all[0].place().await, place);

    all[1].renames("of bob").await.unwrap();
    all_are_in_the_room(&all, "of bob").await;
}

#[tokio::test]
async fn what_was_told_wrong_is_read_again_a_minute_later_though_nobody_speaks() {
    let (world, all) = behind_and_told_wrong().await;

    all[1].minds_rooms().await;
    assert_ne!(all[1].name_here().await, "of all");
    world.later(61);
    all[1].minds_rooms().await;

    assert_eq!(all[1].name_here().await, "of all");
}

#[tokio::test]
async fn what_was_told_wrong_is_read_again_after_a_restart() {
    let (world, mut all) = behind_and_told_wrong().await;
    all[1].minds_rooms().await;
    assert_ne!(all[1].name_here().await, "of all");

    let bob = world.restarts(all.remove(1));
    bob.minds_rooms().await;

    assert_eq!(bob.name_here().await, "of all");
}

#[tokio::test]
async fn a_directory_that_tells_something_else_each_time_forks_nobody() {
    let (world, all) = company(&["alice", "bob"]).await;
    all[0].renames("of all").await.unwrap();
    settle(&all).await;
    let place = all[1].place().await;

    world.later(25 * 3_600);
    for wrong in [garbage(), other(), garbage()] {
        world.untruths.slip("bob", [Slip::Commit(place, wrong)]);
        all[1].minds_rooms().await;
        world.later(61);
    }

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
}

#[tokio::test]
async fn where_there_is_a_doubt_the_directory_is_asked_once_a_minute() {
    let (world, all) = company(&["alice", "bob"]).await;
    all[0].renames("of all").await.unwrap();
    settle(&all).await;
    world.untruths.tell("bob", all[1].place().await, garbage());
    world.later(25 * 3_600);
    let before = world.untruths.asked_by("bob");

    all[1].minds_rooms().await;
    let once = world.untruths.asked_by("bob");
    world.later(30);
    all[1].minds_rooms().await;
    let still_once = world.untruths.asked_by("bob");
    world.later(31);
    all[1].minds_rooms().await;

    assert_eq!((once, still_once), (before + 1, before + 1));
    assert_eq!(world.untruths.asked_by("bob"), before + 2);
}

/// Alice puts into the log what nobody can apply.
async fn puts_in_garbage(world: &World, alice: &Party) {
    let logs = world.directory.inner.clone();
    let desk = MemoryRoomDesk::new(logs, device("alice"), world.clock.now());
    let (place, change) = (RoomPlace(alice.place().await + 1), RoomChange::default());
    let entry = RoomEntry { commit: garbage(), change, info: None, welcome: None };
    desk.append(here(), place, &entry).await.unwrap();
}

#[tokio::test]
async fn what_was_thrown_away_is_not_told_otherwise() {
    let (world, all, _) = behind().await;
    all[1].minds_rooms().await;

    // Neither what was read last,
    world.untruths.slip("bob", [Slip::Expired]);
    all[1].renames("of bob").await.unwrap();
    settle(&all).await;
    // nor, where something does not fit, all that is remembered.
    puts_in_garbage(&world, &all[0]).await;
    world.untruths.slip("bob", [Slip::None, Slip::None, Slip::Expired]);
    all[1].renames("of bob once more").await.unwrap();

    all_are_in_the_room(&all, "of bob once more").await;
}
