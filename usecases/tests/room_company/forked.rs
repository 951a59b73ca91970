//! A directory that shows members different logs is found out, and those it misled are back with the others without anybody doing anything.

use causerie_chat::{Cause, RoomCommit, RoomRole};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{FollowRoom, RenameRoom},
        queries::Why,
        rooms::NotChanged,
    },
    ports::{RoomBook, RoomStanding},
};

use crate::{
    given::{party::Party, untrue::Slip, world::World},
    scene::{company, here, settle},
};

impl Party {
    pub(crate) async fn renames(&self, name: &str) -> Result<(), NotChanged> {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let rename = RenameRoom { room: here(), name: name.parse().unwrap(), at, randomness };
        self.peer.rooms.change.handle(rename).await
    }

    pub(crate) async fn name_here(&self) -> String {
        self.store.room(here()).await.unwrap().unwrap().known.name.as_str().to_owned()
    }

    pub(crate) async fn place(&self) -> u64 {
        self.store.room(here()).await.unwrap().unwrap().known.place.0
    }

    async fn why_here(&self) -> Vec<Cause> {
        let reasons = self.peer.why.handle(Why::Room(here(), self.clock.now())).await.unwrap();
        reasons.into_iter().map(|it| it.cause).collect()
    }
}

pub(crate) fn garbage() -> RoomCommit {
    vec![7; 64].try_into().unwrap()
}

/// Bob changed the room and was told that this counts, where all others were told of Alice's change.
pub(crate) async fn forked() -> (World, Vec<Party>) {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    all[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    settle(&all).await;
    let place = all[1].place().await;
    all[0].renames("of all").await.unwrap();
    world.untruths.end("bob", place);
    assert!(matches!(all[1].renames("of bob").await, Err(NotChanged::Busy)));
    let own = all[1].store.draft(here()).await.unwrap().unwrap();
    world.untruths.end("bob", place + 1);
    world.untruths.tell("bob", place + 1, own.entry.commit);
    settle(&all).await;
    let names = [all[0].name_here().await, all[1].name_here().await, all[2].name_here().await];
    assert_eq!(names, ["of all", "of bob", "of all"]);
    world.untruths.are_over();
    (world, all)
}

#[tokio::test]
async fn t32_who_was_shown_another_log_says_so_and_comes_back_to_the_others() {
    let (world, all) = forked().await;

    // What bob cannot open gives it away; the directory is heard twice.
    all[0].says_here(1).await.unwrap();
    settle(&all).await;
    world.later(61);
    all[1].minds_rooms().await;
    world.later(61);
    all[1].minds_rooms().await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Forked));
    assert!(all[1].why_here().await.contains(&Cause::ROOM_FORKED));
    settle(&all).await;

    all[2].says_here(2).await.unwrap();
    settle(&all).await;
    for party in &all {
        assert_eq!(party.place_here().await, Some(RoomStanding::Member), "{}", party.name);
        assert_eq!(party.name_here().await, "of all", "{}", party.name);
        assert_eq!(party.epoch().await, all[0].epoch().await, "{}", party.name);
        assert!(party.words_here().await.contains(&"number 2".to_owned()), "{}", party.name);
    }
    assert!(!all[1].why_here().await.contains(&Cause::ROOM_FORKED));
}

#[tokio::test]
async fn t32_who_was_shown_another_log_is_found_out_within_a_day_where_nobody_speaks() {
    let (world, all) = forked().await;

    all[1].minds_rooms().await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    for wait in [25 * 3_600, 61] {
        world.later(wait);
        all[1].minds_rooms().await;
    }

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Forked));
}

#[tokio::test]
async fn t28_nobody_changes_a_room_on_top_of_what_was_told_to_them_alone() {
    let (_world, all) = forked().await;
    let place = all[0].place().await;

    let refused = all[1].renames("of bob again").await;
    settle(&all).await;

    assert!(matches!(refused, Err(NotChanged::DirectoryUnreachable(_))), "{refused:?}");
    assert_eq!(all[0].place().await, place);
}

#[tokio::test]
async fn t32_what_was_passed_over_because_it_was_told_wrong_is_read_again() {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    world.untruths.tell("bob", all[1].place().await + 1, garbage());

    all[0].renames("of all").await.unwrap();
    all[1].minds_rooms().await;
    assert_ne!(all[1].name_here().await, "of all");
    world.untruths.are_over();
    world.later(61);
    all[0].says_here(1).await.unwrap();
    settle(&all).await;
    world.later(61);
    settle(&all).await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    assert_eq!(all[1].name_here().await, "of all");
    assert_eq!(all[1].words_here().await, ["number 1"]);
}

#[tokio::test]
async fn a_directory_that_slips_once_forks_nobody() {
    let (world, all) = company(&["alice", "bob"]).await;
    all[0].renames("of all").await.unwrap();
    all[1].minds_rooms().await;
    let place = all[1].place().await;

    world.untruths.tell("bob", place, garbage());
    world.later(25 * 3_600);
    all[1].minds_rooms().await;
    world.untruths.are_over();
    world.later(61);
    all[1].minds_rooms().await;
    world.untruths.tell("bob", place, garbage());
    world.later(25 * 3_600);
    all[1].minds_rooms().await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
}

#[tokio::test]
async fn who_was_told_the_same_twice_within_a_minute_is_not_forked_yet() {
    let (world, all) = forked().await;

    for _ in 0..3 {
        world.later(15);
        let refused = all[1].renames("of bob again").await;
        assert!(matches!(refused, Err(NotChanged::DirectoryUnreachable(_))), "{refused:?}");
    }
    world.later(61);

    assert!(matches!(all[1].renames("of bob again").await, Err(NotChanged::Lost)));
}

#[tokio::test]
async fn what_was_told_otherwise_once_is_looked_into_again_a_minute_later() {
    let (world, all) = forked().await;
    world.later(25 * 3_600);

    all[1].minds_rooms().await;
    world.later(61);
    all[1].minds_rooms().await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Forked));
}

#[tokio::test]
async fn who_was_shown_a_longer_log_than_there_is_comes_back_too() {
    let (world, all) = forked().await;
    let place = all[1].place().await;
    world.untruths.slip("bob", [Slip::More(place + 1, garbage())]);
    let (at, randomness) = (world.clock.now(), world.clock.randomness());
    let follow = FollowRoom { room: here(), at, randomness };
    all[1].peer.rooms.follow.handle(follow).await.unwrap();
    assert_eq!(all[1].place().await, place + 1);

    for _ in 0..2 {
        world.later(61);
        all[1].minds_rooms().await;
    }
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Forked));
    settle(&all).await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    assert_eq!(all[1].name_here().await, "of all");
}
