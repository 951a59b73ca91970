//! In a room of three, two of whom are no contacts of each other.

use causerie_chat::{DeliveryState, Path, Ruling, Standing};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{ReceiveEnvelopes, ReceiveEnvelopesError},
    ports::Contacts,
};

use crate::{
    given::{
        device,
        party::Party,
        person,
        wire::Weather,
        world::{World, world_of_strangers},
    },
    scene::{company_in, settle},
};

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

/// Bob and Carol are in Alice's room. She knows both of them and they know her, but not each other.
pub(crate) async fn three() -> (World, [Party; 3]) {
    let world = world_of_strangers();
    let mut all = Vec::new();
    for name in ["alice", "bob", "carol"] {
        all.push(world.joins(name).await);
    }
    for other in [1, 2] {
        all[0].store.remember(&person(&all[other].name)).await.unwrap();
        all[other].store.remember(&person("alice")).await.unwrap();
    }
    company_in(&all).await;
    (world, all.try_into().unwrap_or_else(|_| unreachable!()))
}

#[tokio::test]
async fn what_a_fellow_member_says_comes_directly_though_they_are_no_contact() {
    let (world, all) = three().await;
    let [_, bob, carol] = &all;
    world.wire.drain();

    bob.says_here(1).await.unwrap();
    bob.delivers("carol").await;

    assert_eq!(bob.reached_of(1, "carol").await, DIRECT);
    assert_eq!(world.wire.count(), 1);
    assert_eq!(carol.words_here().await, ["number 1"]);
    assert_eq!(carol.knows("bob").await, None);
}

#[tokio::test]
async fn who_came_in_since_is_let_in_and_who_was_let_go_no_more() {
    let (_world, all) = three().await;
    let [alice, bob, carol] = &all;
    assert!(carol.peer.fellows.has(&device("bob")).await.unwrap());

    alice.lets_go("bob").await.unwrap();
    settle(&all).await;

    assert!(!carol.peer.fellows.has(&device("bob")).await.unwrap());
    assert!(carol.peer.fellows.has(&device("alice")).await.unwrap());
    assert!(!bob.peer.fellows.has(&device("carol")).await.unwrap());
}

#[tokio::test]
async fn t39_a_fellow_member_who_is_blocked_is_not_let_in() {
    let (_world, all) = three().await;
    let [_, bob, carol] = &all;
    carol.store.remember(&person("bob")).await.unwrap();
    assert!(carol.peer.fellows.has(&device("bob")).await.unwrap());
    carol.rules("bob", Ruling::Block).await;
    bob.says_here(1).await.unwrap();

    bob.delivers("carol").await;
    carol.fetches().await;

    assert!(!carol.peer.fellows.has(&device("bob")).await.unwrap());
    assert_eq!(bob.reached_of(1, "carol").await, DeliveryState::Stored);
    assert!(carol.words_here().await.is_empty());
}

#[tokio::test]
async fn what_a_fellow_member_fetched_is_known_to_have_come_once_they_are_reached() {
    let (world, all) = three().await;
    let [_, bob, carol] = &all;
    world.wire.is(Weather::Cut);
    bob.says_here(1).await.unwrap();
    bob.says_here(2).await.unwrap();
    bob.delivers("carol").await;
    carol.fetches().await;
    let before = bob.reached_of(1, "carol").await;
    world.wire.is(Weather::Clear);
    world.later(600);

    bob.says_here(3).await.unwrap();
    bob.delivers("carol").await;

    assert_eq!(before, DeliveryState::Stored);
    for n in 1..=3 {
        assert_eq!(bob.reached_of(n, "carol").await, DIRECT);
    }
    assert_eq!(carol.words_here().await, ["number 1", "number 2", "number 3"]);
}

#[tokio::test]
async fn what_a_fellow_member_says_to_one_alone_asks_first_and_does_not_come_directly() {
    let (_world, all) = three().await;
    let [_, bob, carol] = &all;

    bob.tells(1, "carol").await;
    let directly = carol.heard("bob").await;
    carol.fetches().await;

    assert!(directly.is_empty());
    assert_eq!(carol.knows("bob").await, Some((Standing::REQUESTED, 1)));
}

#[tokio::test]
async fn t39_who_is_in_no_room_is_not_let_in_with_what_was_sealed_in_one() {
    let (world, all) = three().await;
    let [_, bob, carol] = &all;
    world.joins("mallory").await;
    bob.says_here(1).await.unwrap();
    let (sender, envelopes) = (device("mallory"), bob.sealed_for("carol").await);
    assert_eq!(envelopes.len(), 1);

    let (at, randomness) = (world.clock.now(), world.clock.randomness());
    let brought = ReceiveEnvelopes { sender, envelopes, at, randomness };
    let refused = carol.peer.receive_envelopes.handle(brought).await;

    assert!(matches!(refused, Err(ReceiveEnvelopesError::NotAccepted)), "{refused:?}");
    assert!(carol.unopened().await.is_empty());
}
