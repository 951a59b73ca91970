//! Who left and is back is not let go for what they said before.

use causerie_chat::RoomRole;
use causerie_usecases::ports::RoomStanding;

use crate::{
    given::wire::Weather,
    scene::{comes_in, company, settle},
};

#[tokio::test]
async fn who_is_back_is_not_let_go_by_whoever_hears_their_farewell_late() {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    all[0].makes_of("carol", RoomRole::Admin).await.unwrap();
    settle(&all).await;
    // What is said from here on lies for carol, who is away.
    world.wire.is(Weather::Cut);

    all[1].leaves_room().await.unwrap();
    settle(&all[..2]).await;
    assert_eq!(all[0].company().await, ["alice", "carol"]);
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Gone));
    comes_in(&all[..2], &all[0], &all[1]).await;
    world.wire.is(Weather::Clear);
    settle(&all).await;
    settle(&all).await;

    for party in &all {
        assert_eq!(party.company().await, ["alice", "bob", "carol"], "{}", party.name);
    }
}

#[tokio::test]
async fn who_is_back_and_leaves_again_is_let_go() {
    let (_world, all) = company(&["alice", "bob"]).await;
    for _ in 0..2 {
        all[1].leaves_room().await.unwrap();
        settle(&all).await;
        settle(&all).await;
        assert_eq!(all[0].company().await, ["alice"]);
        comes_in(&all, &all[0], &all[1]).await;
    }

    assert_eq!(all[0].company().await, ["alice", "bob"]);
}

#[tokio::test]
async fn who_is_back_says_no_farewell_any_more() {
    let (_world, all) = company(&["alice", "bob", "carol"]).await;
    all[0].makes_of("carol", RoomRole::Admin).await.unwrap();
    settle(&all).await;
    let [alice, bob, carol] = &all[..] else { unreachable!() };

    bob.leaves_room().await.unwrap();
    bob.goes_on_leaving().await;
    bob.delivers("alice").await;
    alice.minds_rooms().await;
    bob.minds_rooms().await;
    assert_eq!(bob.place_here().await, Some(RoomStanding::Gone));
    alice.invites("bob").await.unwrap();
    alice.delivers("bob").await;
    bob.joins(None).await.unwrap();
    bob.delivers("alice").await;
    alice.minds_rooms().await;
    bob.minds_rooms().await;
    assert_eq!(bob.place_here().await, Some(RoomStanding::Member));
    // So late that it would be sealed anew.
    alice.rotates_often().await;
    bob.minds_rooms().await;
    bob.delivers("carol").await;
    carol.minds_rooms().await;
    settle(&all).await;

    for party in &all {
        assert_eq!(party.company().await, ["alice", "bob", "carol"], "{}", party.name);
    }
}
