//! A person is in a room with all their devices.

use causerie_chat::Cause;
use causerie_usecases::ports::{RoomStanding, RoomWishBook};

use crate::{
    given::{
        linking::{links, revokes},
        party::Party,
    },
    scene::{alices_room, comes_in, company, settle},
};

/// Bob, and alice with two devices, all of them in bob's room.
async fn bob_and_two_of_alice() -> Vec<Party> {
    let (world, mut all) = company(&["bob", "alice"]).await;
    all.push(links(&world, &all[1], "d2").await);
    settle(&all).await;
    settle(&all).await;
    all
}

#[tokio::test]
async fn a_device_that_is_linked_later_comes_along_into_the_rooms_there_are() {
    let (world, mut all) = company(&["alice", "bob"]).await;

    let second = links(&world, &all[0], "d2").await;
    all.push(second);
    settle(&all).await;
    settle(&all).await;
    all[1].says_here(1).await.unwrap();
    settle(&all).await;

    assert_eq!(all[2].place_here().await, Some(RoomStanding::Member));
    for party in &all {
        assert_eq!(party.company().await, ["alice", "bob", "d2.alice"], "{}", party.name);
        assert_eq!(party.words_here().await, ["number 1"], "{}", party.name);
    }
}

#[tokio::test]
async fn what_one_device_says_stands_at_the_other_and_is_heard() {
    let (world, mut all) = company(&["alice", "bob"]).await;
    let second = links(&world, &all[0], "d2").await;
    all.push(second);
    settle(&all).await;
    settle(&all).await;

    all[2].says_here(1).await.unwrap();
    settle(&all).await;

    assert_eq!(all[0].words_here().await, ["number 1"]);
    assert_eq!(all[1].words_here().await, ["number 1"]);
}

#[tokio::test]
async fn who_leaves_with_one_device_leaves_with_all() {
    let all = bob_and_two_of_alice().await;
    assert_eq!(all[0].company().await, ["alice", "bob", "d2.alice"]);

    all[2].leaves_room().await.unwrap();
    settle(&all).await;
    settle(&all).await;

    assert_eq!(all[0].company().await, ["bob"]);
    for party in &all[1..] {
        assert_eq!(party.place_here().await, Some(RoomStanding::Gone), "{}", party.name);
    }
}

#[tokio::test]
async fn who_is_leaving_does_not_come_along_by_what_they_told_their_other_device_before() {
    let all = bob_and_two_of_alice().await;
    all[1].says_here(1).await.unwrap();

    all[1].leaves_room().await.unwrap();
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Leaving));
    all[1].minds_rooms().await;
    let wishes = all[1].store.wishes().await.unwrap();
    settle(&all).await;
    settle(&all).await;

    assert!(wishes.is_empty());
    assert_eq!(all[0].company().await, ["bob"]);
}

#[tokio::test]
async fn who_was_let_go_comes_back_by_whoever_invites_and_not_by_what_they_told_their_other_device()
{
    let all = bob_and_two_of_alice().await;
    assert_eq!(all[0].company().await, ["alice", "bob", "d2.alice"]);

    all[0].lets_go("alice").await.unwrap();
    settle(&all).await;
    settle(&all).await;
    for party in &all[1..] {
        assert_eq!(party.place_here().await, Some(RoomStanding::Gone), "{}", party.name);
        assert!(party.store.wishes().await.unwrap().is_empty(), "{}", party.name);
    }
    comes_in(&all, &all[0], &all[1]).await;
    settle(&all).await;
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice", "bob", "d2.alice"]);
}

#[tokio::test]
async fn who_leaves_a_room_in_which_nobody_else_is_leaves_with_all_devices() {
    let (world, mut all) = alices_room(&["alice"]).await;
    all.push(links(&world, &all[0], "d2").await);
    settle(&all).await;
    settle(&all).await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));

    all[0].leaves_room().await.unwrap();
    settle(&all).await;

    for party in &all {
        assert_eq!(party.place_here().await, Some(RoomStanding::Gone), "{}", party.name);
    }
}

#[tokio::test]
async fn any_device_of_who_invited_takes_in_who_comes() {
    let (world, mut all) = alices_room(&["alice", "bob"]).await;
    let second = links(&world, &all[0], "d2").await;
    all.push(second);
    settle(&all).await;
    settle(&all).await;

    comes_in(&all, &all[2], &all[1]).await;

    assert_eq!(all[0].company().await, ["alice", "bob", "d2.alice"]);
}

#[tokio::test]
async fn t06_a_device_that_was_revoked_is_let_go_by_another_one_of_its_person() {
    let (world, mut all) = company(&["bob", "alice"]).await;
    all.push(links(&world, &all[1], "d2").await);
    settle(&all).await;
    settle(&all).await;
    assert_eq!(all[0].company().await, ["alice", "bob", "d2.alice"]);

    revokes(&world, &all[1], "d2").await.unwrap();
    settle(&all[..2]).await;
    all[0].says_here(1).await.unwrap();
    settle(&all[..2]).await;

    assert_eq!(all[0].company().await, ["alice", "bob"]);
    assert!(all[2].words_here().await.is_empty());
}

#[tokio::test]
async fn t06_a_device_that_was_revoked_is_heard_in_no_room_any_more() {
    let (world, mut all) = company(&["bob", "alice"]).await;
    all.push(links(&world, &all[1], "d2").await);
    settle(&all).await;
    settle(&all).await;
    revokes(&world, &all[1], "d2").await.unwrap();
    all[1].delivers_to_all().await;
    all[0].fetches().await;

    all[2].says_here(1).await.unwrap();
    all[2].delivers_to_all().await;
    all[0].fetches().await;

    assert!(all[0].words_here().await.is_empty());
    let causes: Vec<_> = all[0].unopened().await.into_iter().map(|it| it.cause).collect();
    assert!(causes.contains(&Cause::DEVICE_REVOKED), "{causes:?}");
}
