//! Who leaves is out at once, and out of the room's keys as soon as somebody hears of it who may let them go.

use causerie_chat::RoomRole;
use causerie_usecases::{
    QueryHandler,
    peer::{
        commands::{JoinError, LeaveRoomError, SendMessageError},
        queries::ReadRooms,
    },
    ports::RoomStanding,
};

use crate::scene::{comes_in, company, settle};

#[tokio::test]
async fn who_leaves_says_and_hears_nothing_any_more() {
    let (_world, all) = company(&["alice", "bob", "carol"]).await;

    all[1].leaves_room().await.unwrap();
    let said = all[1].says_here(1).await;
    settle(&all).await;
    all[0].says_here(2).await.unwrap();
    settle(&all).await;

    assert!(matches!(said, Err(SendMessageError::NotInRoom)));
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Gone));
    assert!(all[1].words_here().await.is_empty());
    for party in [&all[0], &all[2]] {
        assert_eq!(party.company().await, ["alice", "carol"]);
        assert_eq!(party.words_here().await, ["number 2"]);
    }
}

#[tokio::test]
async fn to_leave_twice_is_to_leave_once() {
    let (_world, all) = company(&["alice", "bob"]).await;

    all[1].leaves_room().await.unwrap();
    all[1].leaves_room().await.unwrap();
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice"]);
}

#[tokio::test]
async fn t33_who_leaves_is_let_go_though_the_directory_denied_the_room_meanwhile() {
    let (world, all) = company(&["alice", "bob"]).await;
    world.untruths.deny("alice");
    all[1].leaves_room().await.unwrap();
    settle(&all).await;
    assert_eq!(all[0].company().await, ["alice", "bob"]);

    world.untruths.are_over();
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice"]);
}

#[tokio::test]
async fn the_last_owner_stays_while_others_are_there() {
    let (_world, all) = company(&["alice", "bob"]).await;

    let refused = all[0].leaves_room().await;
    all[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    all[0].leaves_room().await.unwrap();
    settle(&all).await;

    assert!(matches!(refused, Err(LeaveRoomError::LastOwner)));
    assert_eq!(all[1].company().await, ["bob"]);
}

#[tokio::test]
async fn who_is_alone_leaves() {
    let (_world, all) = company(&["alice"]).await;

    all[0].leaves_room().await.unwrap();

    assert_eq!(all[0].place_here().await, Some(RoomStanding::Gone));
}

#[tokio::test]
async fn t22_who_was_let_go_comes_back_by_a_new_invitation_and_not_by_the_old_one() {
    let (_world, all) = company(&["alice", "bob"]).await;
    all[0].lets_go("bob").await.unwrap();
    settle(&all).await;
    assert_eq!(all[1].place_here().await, Some(RoomStanding::Gone));

    assert!(matches!(all[1].joins(None).await, Err(JoinError::NotInvited)));
    let rooms = all[1].peer.rooms.read_rooms.handle(ReadRooms).await.unwrap();
    assert!(rooms.invitations.is_empty());

    comes_in(&all, &all[0], &all[1]).await;
    all[0].says_here(1).await.unwrap();
    settle(&all).await;
    assert_eq!(all[1].words_here().await, ["number 1"]);
}

#[tokio::test]
async fn who_left_comes_back_by_a_new_invitation() {
    let (_world, all) = company(&["alice", "bob"]).await;
    all[1].leaves_room().await.unwrap();
    settle(&all).await;

    comes_in(&all, &all[0], &all[1]).await;

    assert_eq!(all[0].company().await, ["alice", "bob"]);
}

#[tokio::test]
async fn who_left_and_was_taken_in_again_hears_what_is_said_before_they_look() {
    let (_world, all) = company(&["alice", "bob"]).await;
    let [alice, bob] = &all[..] else { panic!() };
    bob.leaves_room().await.unwrap();
    bob.delivers("alice").await;
    alice.minds_rooms().await;
    alice.invites("bob").await.unwrap();
    alice.delivers("bob").await;
    bob.joins(None).await.unwrap();
    bob.delivers("alice").await;
    alice.minds_rooms().await;
    assert_eq!(bob.place_here().await, Some(RoomStanding::Left));

    alice.says_here(1).await.unwrap();
    alice.delivers("bob").await;

    assert_eq!(bob.place_here().await, Some(RoomStanding::Member));
    assert_eq!(bob.words_here().await, ["number 1"]);
}
