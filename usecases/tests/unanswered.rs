//! What is refused here already, so that nobody who is not accepted hears of this device.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod given;

use causerie_chat::{Cause, Ruling, Timer};
use causerie_usecases::{
    CommandHandler,
    peer::{ChangeError, Doorkeeper, commands::SendMessage},
    ports::Contacts,
};
use given::{
    mail::Counter,
    party::Party,
    person_with_keys,
    world::{World, world_of_strangers},
};
use rstest::rstest;

async fn alice_asks() -> (World, Party, Party) {
    let world = world_of_strangers();
    world.mail.is(Counter::Open);
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.fetches().await;
    (world, alice, bob)
}

#[rstest]
#[case::who_asks(None)]
#[case::who_is_ignored(Some(Ruling::Ignore))]
#[case::who_is_blocked(Some(Ruling::Block))]
#[tokio::test]
async fn t39_who_is_no_contact_is_not_told_that_one_types_and_gets_no_reaction(
    #[case] ruling: Option<Ruling>,
) {
    let (world, _alice, bob) = alice_asks().await;
    bob.rules("alice", Ruling::Accept).await;
    bob.tells(2, "alice").await;
    bob.rules("alice", Ruling::Dismiss).await;
    if let Some(ruling) = ruling {
        bob.rules("alice", ruling).await;
    }
    world.wire.drain();

    bob.types("alice").await;
    let reacted = bob.reacts(3, ("alice", 1), Some("👍")).await;

    assert_eq!(world.wire.count(), 0);
    assert!(matches!(reacted, Err(ChangeError::NotAccepted)), "{reacted:?}");
}

#[tokio::test]
async fn nothing_is_changed_where_the_others_key_has_changed() {
    let (_world, _alice, bob) = alice_asks().await;
    bob.rules("alice", Ruling::Accept).await;
    assert!(bob.store.remember(&person_with_keys("alice", "mallory")).await.is_err());

    let reacted = bob.reacts(3, ("alice", 1), Some("👍")).await;

    assert!(matches!(reacted, Err(ChangeError::IdentityChanged)), "{reacted:?}");
}

#[tokio::test]
async fn t48_of_one_who_asks_no_more_than_so_many_bytes_are_kept() {
    let (_world, alice, bob) = alice_asks().await;
    for n in 2..=4 {
        let long = "a".repeat(Doorkeeper::MOST_BYTES / 2 - 4_000);
        alice.peer.send_message.handle(alice.saying(n, "bob", &long)).await.unwrap();
        alice.delivers("bob").await;
    }

    bob.fetches().await;

    assert_eq!(bob.heard("alice").await.len(), 3);
    let unopened: Vec<_> = bob.unopened().await.into_iter().map(|it| it.cause).collect();
    assert_eq!(unopened, [Cause::NOT_ACCEPTED]);
}

#[tokio::test]
async fn t48_what_disappears_makes_no_room_for_more_of_one_who_asks() {
    let (world, alice, bob) = alice_asks().await;
    let timer = Some(Timer::try_from(60_000).unwrap());
    let says = async |range: std::ops::RangeInclusive<usize>| {
        for n in range {
            let n = u16::try_from(n).unwrap();
            let command = SendMessage { expires_in: timer, ..alice.saying(n, "bob", "soon gone") };
            alice.peer.send_message.handle(command).await.unwrap();
            alice.delivers("bob").await;
        }
        bob.fetches().await;
    };
    says(2..=Doorkeeper::MOST_MESSAGES).await;
    let kept = bob.heard("alice").await.len();
    world.later(120);
    bob.wipes_expired().await;

    says(40..=45).await;

    assert_eq!(kept, Doorkeeper::MOST_MESSAGES);
    assert_eq!(bob.heard("alice").await.len(), 1);
}
