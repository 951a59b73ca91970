//! Nobody is taken in who was not invited, and nobody who does not want to be.

use causerie_chat::{DeliveryState, Path, RoomRole};
use causerie_usecases::{
    peer::commands::{InviteError, JoinError},
    ports::{RoomStanding, RoomWishBook},
};

use crate::{
    given::{message_id, wire::Weather, world::world},
    scene::{alices_room, comes_in, company, settle},
};

#[tokio::test]
async fn who_is_invited_and_wants_to_is_taken_in_and_all_hear_each_other() {
    let (_world, all) = alices_room(&["alice", "bob", "carol"]).await;

    for other in &all[1..] {
        comes_in(&all, &all[0], other).await;
    }
    for (n, party) in all.iter().enumerate() {
        party.says_here(u16::try_from(n).unwrap()).await.unwrap();
        settle(&all).await;
    }

    for party in &all {
        assert_eq!(party.company().await, ["alice", "bob", "carol"], "{}", party.name);
        assert_eq!(party.words_here().await, ["number 0", "number 1", "number 2"]);
        assert!(party.store.asks().await.unwrap().is_empty());
        assert!(party.store.wishes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn t48_nobody_is_in_a_room_that_they_did_not_ask_to_be_taken_into() {
    let (_world, all) = alices_room(&["alice", "bob"]).await;

    all[0].invites("bob").await.unwrap();
    settle(&all).await;

    assert_eq!(
        (all[1].place_here().await, all[0].company().await),
        (None, vec!["alice".to_owned()])
    );
    let invitations = all[1].store.invitations().await.unwrap();
    assert_eq!(invitations.len(), 1);
    assert_eq!(invitations[0].invitation.name.as_str(), "book club");
}

#[tokio::test]
async fn who_was_not_invited_has_nobody_to_ask() {
    let (_world, all) = alices_room(&["alice", "bob", "carol"]).await;
    all[0].invites("bob").await.unwrap();
    settle(&all).await;

    let uninvited = all[2].joins(None).await;
    let by_another = all[1].joins(Some("carol")).await;

    assert!(matches!(uninvited, Err(JoinError::NotInvited)));
    assert!(matches!(by_another, Err(JoinError::NotInvited)));
}

#[tokio::test]
async fn who_is_a_member_only_invites_nobody_and_an_admin_does() {
    let (world, mut all) = company(&["alice", "bob"]).await;
    all.push(world.joins("carol").await);

    assert!(matches!(all[1].invites("carol").await, Err(InviteError::NotEntitled)));
    all[0].makes_of("bob", RoomRole::Admin).await.unwrap();
    settle(&all).await;
    comes_in(&all, &all[1], &all[2]).await;

    assert_eq!(all[0].company().await, ["alice", "bob", "carol"]);
}

#[tokio::test]
async fn who_is_in_already_is_not_invited_and_nobody_invites_into_what_they_are_not_in() {
    let (_world, all) = company(&["alice", "bob"]).await;
    let stranger = world().joins("dave").await;

    assert!(matches!(all[0].invites("bob").await, Err(InviteError::AlreadyIn)));
    assert!(matches!(all[0].invites("nobody").await, Err(InviteError::UnknownPerson)));
    assert!(matches!(stranger.invites("bob").await, Err(InviteError::NoSuchRoom)));
}

#[tokio::test]
async fn who_invites_again_because_they_heard_no_answer_has_invited_once() {
    let (_world, all) = alices_room(&["alice", "bob", "carol"]).await;
    let alice = &all[0];
    let id = alice.invites("bob").await.unwrap();
    alice.rotates().await;

    alice.invites_as(id, "bob").await.unwrap();

    assert!(matches!(alice.invites_as(id, "carol").await, Err(InviteError::IdInUse)));
    alice.says(1, "carol").await;
    assert!(matches!(alice.invites_as(message_id(1), "carol").await, Err(InviteError::IdInUse)));
    assert_eq!(alice.depth().await, 2);
}

#[tokio::test]
async fn who_is_in_may_ask_again_and_it_changes_nothing() {
    let (_world, all) = company(&["alice", "bob"]).await;

    all[1].joins(None).await.unwrap();
    settle(&all).await;

    assert!(all[0].store.asks().await.unwrap().is_empty());
    assert_eq!(all[0].company().await, ["alice", "bob"]);
}

#[tokio::test]
async fn who_was_taken_in_and_is_spoken_to_before_they_heard_of_it_comes_in_then() {
    let (_world, all) = alices_room(&["alice", "bob"]).await;
    all[0].invites("bob").await.unwrap();
    settle(&all).await;
    all[1].joins(None).await.unwrap();
    all[1].delivers_to_all().await;
    all[0].minds_rooms().await;

    all[0].says_here(1).await.unwrap();
    all[0].delivers_to_all().await;
    all[1].fetches().await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    assert_eq!(all[1].words_here().await, ["number 1"]);
}

#[tokio::test]
async fn an_invitation_may_be_gone_by_twice_until_somebody_took_the_device_in() {
    let (_world, all) = alices_room(&["alice", "bob"]).await;
    all[0].invites("bob").await.unwrap();
    settle(&all).await;

    all[1].joins(None).await.unwrap();
    all[1].joins(None).await.unwrap();
    settle(&all).await;

    assert_eq!(all[1].place_here().await, Some(RoomStanding::Member));
    assert_eq!(all[0].company().await, ["alice", "bob"]);
}

#[tokio::test]
async fn what_came_and_was_acknowledged_in_vain_is_told_when_it_comes_again_by_the_mailbox() {
    let (world, all) = company(&["alice", "bob"]).await;
    world.wire.is(Weather::AnswersLost);
    all[0].says_here(1).await.unwrap();
    all[0].delivers_to_all().await;

    world.wire.is(Weather::Clear);
    settle(&all).await;

    assert_eq!(all[1].words_here().await, ["number 1"]);
    let state = all[0].state(1).await;
    assert_eq!(state, DeliveryState::Delivered(Path::Mailbox));
}
