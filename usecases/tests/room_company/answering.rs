//! What others ask for is looked at again where the room changed meanwhile, and what is not to be done is not brought before the directory.

use causerie_chat::RoomRole;
use causerie_usecases::ports::RoomWishBook;

use crate::{
    given::{party::Party, world::World},
    hostile::{asks, package},
    scene::{company, settle},
};

async fn brings(by: &Party, to: &Party) {
    by.delivers_to_all().await;
    to.fetches().await;
}

/// How often somebody asks the directory for a log while they answer.
async fn asked_by(world: &World, party: &Party) -> usize {
    let before = world.untruths.asked_by(&party.name);
    party.answers().await;
    assert!(party.store.asks().await.unwrap().is_empty());
    world.untruths.asked_by(&party.name) - before
}

#[tokio::test]
async fn t22_who_was_let_go_since_they_asked_is_not_helped_back() {
    let (_world, all) = company(&["alice", "bob", "carol"]).await;
    let [alice, bob, carol] = &all[..] else { panic!() };
    alice.makes_of("carol", RoomRole::Owner).await.unwrap();
    settle(&all).await;
    asks(bob, "alice", package("bob", bob), None).await;
    brings(bob, alice).await;
    assert_eq!(alice.store.asks().await.unwrap().len(), 1);

    carol.lets_go("bob").await.unwrap();
    alice.answers().await;

    assert_eq!(alice.company().await, ["alice", "carol"]);
    alice.minds_rooms().await;
    assert_eq!(alice.company().await, ["alice", "carol"]);
    assert!(alice.store.asks().await.unwrap().is_empty());
}

#[tokio::test]
async fn who_was_taken_in_already_is_looked_for_here_alone() {
    let (world, all) = company(&["alice", "bob"]).await;
    let [alice, bob] = &all[..] else { panic!() };
    let package = package("bob", bob);
    asks(bob, "alice", package.clone(), None).await;
    brings(bob, alice).await;
    assert_ne!(asked_by(&world, alice).await, 0);

    asks(bob, "alice", package, None).await;
    brings(bob, alice).await;

    assert_eq!(asked_by(&world, alice).await, 0);
}

#[tokio::test]
async fn who_may_take_in_nobody_any_more_does_not_try_to() {
    let (world, mut all) = company(&["alice", "bob"]).await;
    all.push(world.joins("carol").await);
    let [alice, bob, carol] = &all[..] else { panic!() };
    alice.makes_of("bob", RoomRole::Admin).await.unwrap();
    settle(&all).await;
    bob.invites("carol").await.unwrap();
    settle(&all).await;
    alice.makes_of("bob", RoomRole::Member).await.unwrap();
    bob.minds_rooms().await;

    carol.joins(Some("bob")).await.unwrap();
    brings(carol, bob).await;
    assert_eq!(bob.store.asks().await.unwrap().len(), 1);

    assert_eq!(asked_by(&world, bob).await, 0);
}

#[tokio::test]
async fn who_may_take_in_nobody_leaves_a_member_s_other_devices_to_others() {
    let (world, all) = company(&["alice", "bob", "carol"]).await;
    let bob = &all[1];
    let tablet = world.joins("d2.carol").await;
    asks(&tablet, "bob", package("d2.carol", &tablet), None).await;
    brings(&tablet, bob).await;
    assert_eq!(bob.store.asks().await.unwrap().len(), 1);

    assert_eq!(asked_by(&world, bob).await, 0);
}
