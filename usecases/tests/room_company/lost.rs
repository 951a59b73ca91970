//! A device that cannot go on in a room is helped back without anybody doing anything.

use std::sync::Arc;

use causerie_chat::{Introduction, RoomChange, RoomEntry, Ruling};
use causerie_memory::MemoryRoomDesk;
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::{
    peer::commands::{FollowRoomsHandler, LeaveRoomError},
    ports::{
        Contacts, Fresh, GroupChange, GroupKeep, Groups, KeptRoom, KnownRoom, RoomBook, RoomDesk,
        RoomStanding, RoomWishBook, Rooms,
    },
};

use crate::{
    given::{address, device, party::Party, person, secrets, world::World},
    hostile::{asks, package},
    scene::{alices_room, comes_in, company, here, settle},
};

/// The device's commit is accepted, and it knows no more how it made that: what it kept was put back to an earlier day.
async fn forgets_its_commit(world: &World, party: &Party) {
    let (account, own) = secrets(&party.name);
    let introduction = Introduction::sign(device(&party.name), &account, &own);
    let mls = MlsDevice::new(Arc::new(RustCrypto), device(&party.name), own, &introduction);
    let kept = party.store.room(here()).await.unwrap().unwrap();
    let mut group = mls.load(&kept.tree, &kept.state).unwrap();
    let entropy = party.clock.randomness().bytes(&RustCrypto, b"lost");
    let fresh = Fresh { entropy, at: party.clock.now() };
    let commit = group.prepare(&GroupChange::default(), fresh).unwrap().commit;
    let entry = RoomEntry {
        commit: commit.try_into().unwrap(),
        change: RoomChange::default(),
        info: None,
        welcome: None,
    };
    let logs = world.directory.inner.clone();
    let desk = MemoryRoomDesk::new(logs, device(&party.name), party.clock.now());
    desk.append(here(), kept.known.place.next(), &entry).await.unwrap();
}

/// What a device keeps of the room is as it was earlier, and it begins anew with that.
async fn is_set_back(world: &World, party: Party, earlier: KeptRoom) -> Party {
    let KeptRoom { known, tree, state } = earlier;
    let now = party.store.room(here()).await.unwrap().unwrap().known.version;
    let known = KnownRoom { version: now, ..known };
    let keep = GroupKeep { tree: Some(tree), state };
    party.store.update(&known, Some(keep), None).await.unwrap();
    world.restarts(party)
}

/// Those who are there do what peers do by themselves.
async fn go_on(there: [&Party; 2]) {
    for _ in 0..3 {
        for party in there {
            party.minds_rooms().await;
            party.delivers_to_all().await;
            party.fetches().await;
        }
    }
}

/// Bob has lost the room and asked Alice, who is not there; and Carol helped him back by something he asked with before, which he cannot come in by.
async fn helped_in_vain() -> (World, Vec<Party>) {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    all[1].store.remember(&person("carol")).await.unwrap();
    all[2].store.remember(&person("bob")).await.unwrap();
    forgets_its_commit(&world, &all[1]).await;
    all[1].minds_rooms().await;
    asks(&all[1], "carol", package("bob", &all[1]), None).await;
    go_on([&all[1], &all[2]]).await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Lost));
    assert_eq!(all[1].asked().await, ["alice"]);
    world.later(FollowRoomsHandler::ENTRANCE_MILLIS / 1_000);
    (world, all)
}

impl Party {
    /// Whom it asks to take it in.
    async fn asked(&self) -> Vec<String> {
        let wishes = self.store.wishes().await.unwrap();
        wishes.iter().map(|it| it.of.username.to_string()).collect()
    }
}

#[tokio::test]
async fn who_was_helped_back_by_something_of_no_use_asks_whoever_did_so() {
    let (_world, all) = helped_in_vain().await;

    all[1].minds_rooms().await;
    let asked = all[1].asked().await;
    go_on([&all[1], &all[2]]).await;

    assert_eq!(asked, ["carol"]);
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
}

#[tokio::test]
async fn who_was_helped_back_by_somebody_they_do_not_ask_asks_the_same_as_before_again() {
    let (world, all) = helped_in_vain().await;
    all[1].rules("carol", Ruling::Block).await;

    all[1].minds_rooms().await;

    let wish = all[1].store.wishes().await.unwrap().remove(0);
    assert_eq!((wish.of, wish.at), (address("alice"), world.clock.now()));
}

#[tokio::test]
async fn who_was_set_back_to_when_nobody_else_was_there_asks_whom_they_invited() {
    let (world, mut all) = alices_room(&["alice", "bob"]).await;
    let earlier = all[0].store.room(here()).await.unwrap().unwrap();
    comes_in(&all, &all[0], &all[1]).await;

    let alice = is_set_back(&world, all.remove(0), earlier).await;
    all.insert(0, alice);
    all[0].minds_rooms().await;
    assert_eq!(all[0].place_here().await, Some(RoomStanding::Lost));
    settle(&all).await;

    assert_eq!(all[0].place_here().await, Some(RoomStanding::Member));
    assert_eq!(all[0].company().await, ["alice", "bob"]);
}

#[tokio::test]
async fn what_was_said_to_somebody_who_came_after_what_is_left_of_the_room_goes_all_the_same() {
    let (world, mut all) = alices_room(&["alice", "bob"]).await;
    let earlier = all[0].store.room(here()).await.unwrap().unwrap();
    comes_in(&all, &all[0], &all[1]).await;
    all[0].says_here(1).await.unwrap();

    let alice = is_set_back(&world, all.remove(0), earlier).await;
    alice.delivers("bob").await;

    assert_eq!(all[0].words_here().await, ["number 1"]);
}

#[tokio::test]
async fn what_was_said_before_the_room_was_lost_goes_all_the_same() {
    let (world, all) = company(&["alice", "bob"]).await;
    all[1].says_here(1).await.unwrap();
    forgets_its_commit(&world, &all[1]).await;
    all[1].minds_rooms().await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Lost));

    all[1].delivers("alice").await;

    assert_eq!(all[0].words_here().await, ["number 1"]);
}

#[tokio::test]
async fn where_somebody_does_not_help_the_next_one_is_asked_a_day_later() {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    forgets_its_commit(&world, &all[0]).await;
    let there = [&all[0], &all[2]];

    // Bob's device, which is asked first, is not there.
    go_on(there).await;
    assert_eq!(all[0].place_here().await, Some(RoomStanding::Lost));
    world.later(25 * 3_600);
    go_on(there).await;

    assert_eq!(all[0].place_here().await, Some(RoomStanding::Member));
}

#[tokio::test]
async fn t29_who_has_lost_the_state_of_a_room_is_back_in_it_and_hears_what_follows() {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    forgets_its_commit(&world, &all[1]).await;

    all[1].minds_rooms().await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Lost));
    settle(&all).await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    all[2].says_here(1).await.unwrap();
    all[1].says_here(2).await.unwrap();
    settle(&all).await;
    for party in &all {
        assert_eq!(party.company().await, ["alice", "bob", "carol"]);
        let mut words = party.words_here().await;
        words.sort();
        assert_eq!(words, ["number 1", "number 2"], "{}", party.name);
    }
}

#[tokio::test]
async fn who_loses_the_room_while_they_leave_it_does_not_come_back() {
    let (world, all) = company(&["alice", "bob"]).await;
    all[1].says_here(1).await.unwrap();
    all[1].leaves_room().await.unwrap();
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Leaving));

    forgets_its_commit(&world, &all[1]).await;
    all[1].minds_rooms().await;
    settle(&all).await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Gone));
}

#[tokio::test]
async fn who_has_lost_the_room_is_told_so_and_leaves_it_once_they_are_back() {
    let (world, all) = company(&["alice", "bob"]).await;
    forgets_its_commit(&world, &all[1]).await;
    all[1].minds_rooms().await;

    let refused = all[1].leaves_room().await;
    settle(&all).await;
    all[1].leaves_room().await.unwrap();
    settle(&all).await;

    assert!(matches!(refused, Err(LeaveRoomError::Lost)));
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Gone));
    assert_eq!(all[0].company().await, ["alice"]);
}

#[tokio::test]
async fn who_owns_the_room_alone_and_lost_it_still_owns_it_once_a_member_helped() {
    let (world, all) = company(&["alice", "bob"]).await;
    forgets_its_commit(&world, &all[0]).await;

    settle(&all).await;

    assert_eq!(all[0].place_here().await, Some(RoomStanding::Member));
    assert!(all[0].lets_go("bob").await.is_ok());
}

#[tokio::test]
async fn what_a_device_missed_while_it_was_lost_comes_once_it_is_back() {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    forgets_its_commit(&world, &all[1]).await;
    all[1].minds_rooms().await;

    // It is sealed to an epoch that bob's device never comes into.
    all[2].minds_rooms().await;
    all[2].says_here(1).await.unwrap();
    all[2].delivers_to_all().await;
    settle(&all).await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    assert!(all[1].words_here().await.is_empty());
    let causes: Vec<_> = all[1].unopened().await.into_iter().map(|it| it.cause).collect();
    assert!(!causes.is_empty(), "nobody was told that something could not be opened");
}

#[tokio::test]
async fn who_is_put_out_by_what_they_asked_for_long_ago_is_helped_back() {
    let (_world, all) = company(&["alice", "bob"]).await;

    // Bob's device knows no more what opens that.
    asks(&all[1], "alice", package("bob", &all[1]), None).await;
    all[1].delivers_to_all().await;
    all[0].fetches().await;
    all[0].minds_rooms().await;
    all[1].minds_rooms().await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Lost));
    settle(&all).await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    all[0].says_here(1).await.unwrap();
    settle(&all).await;
    assert_eq!(all[1].words_here().await, ["number 1"]);
}
