//! A person is in a room with all their devices.

use causerie_usecases::ports::RoomStanding;

use crate::{
    given::linking::links,
    scene::{alices_room, comes_in, company, settle},
};

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
async fn what_one_device_says_stands_at_the_other_and_comes_as_far_there() {
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
    let (world, mut all) = company(&["bob", "alice"]).await;
    let second = links(&world, &all[1], "d2").await;
    all.push(second);
    settle(&all).await;
    settle(&all).await;
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
async fn any_device_of_who_invited_takes_in_who_comes() {
    let (world, mut all) = alices_room(&["alice", "bob"]).await;
    let second = links(&world, &all[0], "d2").await;
    all.push(second);
    settle(&all).await;
    settle(&all).await;

    comes_in(&all, &all[2], &all[1]).await;

    assert_eq!(all[0].company().await, ["alice", "bob", "d2.alice"]);
}
