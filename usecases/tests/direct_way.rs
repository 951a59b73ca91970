//! When the direct way is tried while mailboxes are open.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{DeliveryState, Path};
use given::{
    device, directory::Trouble, mail::Counter, mailing::bob_is_away, party::numbers, wire::Weather,
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

#[tokio::test]
async fn a_direct_way_that_failed_is_not_tried_again_before_its_time_and_is_afterwards() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::Cut);
    let round_trip = async |n: u16| {
        alice.tells(n, "bob").await;
        bob.fetches().await;
        world.wire.is(Weather::Clear);
        bob.tells_receipts("alice").await;
        world.wire.is(Weather::Cut);
        world.wire.drain().into_iter().filter(|it| it.from == device("alice")).count()
    };

    let at_once = [round_trip(1).await, round_trip(2).await];
    world.later(2);
    let later = [round_trip(3).await, round_trip(4).await];

    assert_eq!((at_once, later), ([1, 0], [1, 0]));
    world.later(600);
    world.wire.is(Weather::Clear);
    alice.tells(5, "bob").await;
    assert_eq!(alice.state(5).await, DIRECT);
    assert_eq!(bob.heard("alice").await, numbers(1..=5));
}

#[tokio::test]
async fn a_direct_way_that_failed_is_tried_before_its_time_if_the_mailbox_is_out_of_reach() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::Cut);
    alice.tells(1, "bob").await;
    bob.fetches().await;
    world.wire.is(Weather::Clear);
    world.mail.is(Counter::Shut);

    alice.tells(2, "bob").await;

    assert_eq!(alice.states([1, 2]).await, [DIRECT, DIRECT]);
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
}

#[tokio::test]
async fn t41_a_direct_way_that_fails_again_and_again_is_tried_ever_more_seldom() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;

    for n in 1..=120 {
        world.wire.is(Weather::Cut);
        alice.tells(n, "bob").await;
        bob.fetches().await;
        world.wire.is(Weather::Clear);
        bob.tells_receipts("alice").await;
        world.later(1);
    }

    let tried = world.wire.drain().into_iter().filter(|it| it.from == device("alice")).count();
    assert!((5..=9).contains(&tried), "{tried} attempts in two minutes");
    assert_eq!(bob.heard("alice").await, numbers(1..=120));
}

#[tokio::test]
async fn t41_each_way_is_tried_once_in_an_attempt_and_ever_more_seldom() {
    let (world, alice, _bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::Cut);
    world.mail.is(Counter::Shut);
    alice.says(1, "bob").await;
    alice.delivers("bob").await;
    assert_eq!(world.wire.count(), 1);

    let mut failures = Vec::new();
    for _ in 0..3 {
        world.later(400);
        alice.delivers("bob").await;
        failures.push(alice.retry("bob").await.unwrap().failures);
    }

    assert_eq!((world.wire.count(), failures), (4, vec![2, 3, 4]));
}

#[rstest]
#[case::whose_address_is_known(true, DIRECT)]
#[case::whose_address_is_not(false, DeliveryState::Queued)]
#[tokio::test]
async fn a_directory_that_is_away_says_nothing_of_the_device(
    #[case] known_before: bool,
    #[case] state: DeliveryState,
) {
    let (world, alice, bob) = bob_is_away().await;
    if known_before {
        world.is_at("bob", "127.0.0.1:7600").await;
    }
    alice.tells(1, "bob").await;
    bob.fetches().await;
    bob.tells_receipts("alice").await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.later(600);
    world.directory.has(Trouble::Away);
    world.mail.is(Counter::Shut);

    alice.tells(2, "bob").await;

    assert_eq!(alice.state(2).await, state);
    world.directory.has(Trouble::None);
    world.mail.is(Counter::Open);
    alice.delivers("bob").await;
    assert_eq!(alice.state(2).await, DIRECT);
}

#[tokio::test]
async fn what_goes_directly_takes_along_the_receipts_that_lie_in_the_mailbox() {
    let (world, alice, bob) = bob_is_away().await;
    for name in ["alice", "bob"] {
        world.is_at(name, "127.0.0.1:7600").await;
    }
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    world.wire.is(Weather::Cut);
    bob.reads("alice").await;
    bob.tells_receipts("alice").await;
    world.wire.is(Weather::Clear);
    world.later(600);

    // The session moves on at each turn, and forgets what is long past.
    for n in 2..=12 {
        bob.tells(n, "alice").await;
        alice.tells(n, "bob").await;
    }

    assert_eq!(alice.state(1).await, DeliveryState::Read);
    alice.fetches().await;
    assert!(alice.unopened().await.is_empty(), "{:?}", alice.unopened().await);
    assert!(!bob.has_receipts().await && bob.depth().await == 0);
}
