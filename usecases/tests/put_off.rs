//! What comes from people while they are not let in is not lost, also where it tells of one's own messages.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{DeliveryState, Path, Ruling};
use given::{
    mail::Counter,
    party::{Party, numbers},
    world::{World, world_of_strangers},
};
use rstest::rstest;

const DELIVERED: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

/// Alice and Bob, who are contacts; Bob said 1, 2 and 3, which lie in Alice's mailbox.
async fn bob_wrote() -> (World, Party, Party) {
    let world = world_of_strangers();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    bob.rules("alice", Ruling::Accept).await;
    alice.rules("bob", Ruling::Accept).await;
    world.leaves("alice").await;
    for n in 1..=3 {
        bob.tells(n, "alice").await;
    }
    (world, alice, bob)
}

/// Both fetch what is there and tell what is to be told, for a while.
async fn they_go_on(world: &World, alice: &Party, bob: &Party) {
    for _ in 0..6 {
        world.later(600);
        alice.fetches().await;
        alice.tells_receipts("bob").await;
        bob.fetches().await;
        bob.tells_receipts("alice").await;
    }
}

#[rstest]
#[case::blocked(Ruling::Block)]
#[case::ignored(Ruling::Ignore)]
#[tokio::test]
async fn what_they_told_of_ones_messages_meanwhile_is_known_once_they_are_let_in_again(
    #[case] ruling: Ruling,
) {
    let (world, alice, bob) = bob_wrote().await;
    alice.fetches().await;
    bob.rules("alice", ruling).await;
    if ruling == Ruling::Ignore {
        // So much that nothing more of hers is taken.
        for n in 10..50 {
            alice.tells(n, "bob").await;
        }
        bob.fetches().await;
    }
    alice.tells_receipts("bob").await;
    alice.reads("bob").await;
    alice.tells_receipts("bob").await;
    bob.fetches().await;
    let before = bob.states([1, 2, 3]).await;

    bob.rules("alice", Ruling::Accept).await;
    they_go_on(&world, &alice, &bob).await;

    assert_eq!(before, [DeliveryState::Stored, DeliveryState::Stored, DeliveryState::Stored]);
    assert_eq!(bob.states([1, 2, 3]).await, [const { DeliveryState::Read }; 3]);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn t39_while_they_are_blocked_nothing_that_they_tell_has_anything_sent_to_them() {
    let (world, alice, bob) = bob_wrote().await;
    alice.fetches().await;
    bob.rules("alice", Ruling::Block).await;
    alice.tells_receipts("bob").await;
    world.mail.drain();

    bob.fetches().await;
    bob.writes_receipts().await;
    bob.delivers("alice").await;

    assert_eq!(world.mail.count(), 0);
    assert_eq!(bob.depth().await, 0);
}

#[tokio::test]
async fn what_was_asked_for_again_and_came_while_they_were_blocked_once_more_is_not_lost() {
    let (world, alice, bob) = bob_wrote().await;
    alice.fetches().await;
    they_go_on(&world, &alice, &bob).await;
    bob.rules("alice", Ruling::Block).await;
    alice.tells(10, "bob").await;
    bob.fetches().await;
    bob.rules("alice", Ruling::Unblock).await;
    bob.tells_receipts("alice").await;
    alice.fetches().await;

    bob.rules("alice", Ruling::Block).await;
    world.later(600);
    alice.delivers("bob").await;
    bob.fetches().await;
    bob.rules("alice", Ruling::Unblock).await;
    they_go_on(&world, &alice, &bob).await;

    assert_eq!(bob.heard("alice").await, numbers([10]));
    assert_eq!(alice.depth().await, 0);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn what_was_put_off_comes_though_the_first_of_it_is_nowhere_any_more() {
    let (world, alice, bob) = bob_wrote().await;
    alice.fetches().await;
    bob.rules("alice", Ruling::Block).await;
    // A receipt comes first, which goes from her outbox when many others follow.
    alice.tells_receipts("bob").await;
    bob.fetches().await;
    for n in 4..=80 {
        bob.rules("alice", Ruling::Unblock).await;
        bob.says(n, "alice").await;
        bob.rules("alice", Ruling::Block).await;
        world.later(1);
        bob.delivers("alice").await;
        alice.fetches().await;
        alice.tells_receipts("bob").await;
    }
    alice.tells(10, "bob").await;
    world.mail.is(Counter::Open);

    bob.rules("alice", Ruling::Unblock).await;
    they_go_on(&world, &alice, &bob).await;

    assert_eq!(bob.heard("alice").await, numbers([10]));
    assert_eq!(bob.state(80).await, DELIVERED);
}
