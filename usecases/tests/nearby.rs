//! Finding contacts on a network that both are on.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::num::NonZeroU16;

use causerie_chat::{DeliveryState, Path};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{BringForward, Leave, ShowBeacon},
        queries::{Neighbour, ReadNeighbours},
    },
    ports::Contacts,
};
use given::{
    device,
    directory::Trouble,
    mailing::bob_is_away,
    party::{Party, numbers},
    person, person_with_keys,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
/// Where Bob is seen.
const NEAR: &str = "192.0.2.98:7400";
/// Where the directory has him.
const PUBLISHED: &str = "127.0.0.1:7500";

/// Alice and Bob, who have spoken with each other.
async fn acquainted() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.tells(101, "alice").await;
    world.wire.drain();
    (world, alice, bob)
}

async fn shows(who: &Party, port: u16) {
    let (port, at) = (NonZeroU16::new(port).unwrap(), who.clock.now());
    who.peer.show_beacon.handle(ShowBeacon { port, at }).await.unwrap();
}

async fn sees(who: &Party) -> Vec<Neighbour> {
    who.peer.read_neighbours.handle(ReadNeighbours { at: who.clock.now() }).await.unwrap()
}

/// Where envelopes were tried to be brought since this was asked last.
fn tried(world: &World) -> Vec<String> {
    world.wire.drain().iter().map(|crossed| crossed.at.to_string()).collect()
}

#[tokio::test]
async fn a_contact_is_seen_where_it_is_and_not_once_it_has_left() {
    let (_world, alice, bob) = acquainted().await;

    shows(&bob, 7_400).await;
    let seen = sees(&alice).await;
    bob.peer.leave.handle(Leave).await.unwrap();

    let expected = Neighbour { device: device("bob"), addresses: vec![NEAR.parse().unwrap()] };
    assert_eq!(seen, [expected]);
    assert_eq!(sees(&alice).await, []);
}

#[tokio::test]
async fn t45_a_stranger_sees_nobody_and_a_contact_sees_the_next_hour_too() {
    let (world, alice, bob) = acquainted().await;
    let eve = world.joins("eve").await;
    eve.store.remember(&person("bob")).await.unwrap();

    shows(&bob, 7_400).await;
    let now = (sees(&alice).await.len(), sees(&eve).await);
    world.later(3_600);
    shows(&bob, 7_400).await;
    let later = (sees(&alice).await.len(), sees(&eve).await);

    assert_eq!((now, later), ((1, vec![]), (1, vec![])));
}

#[tokio::test]
async fn a_beacon_of_hours_ago_is_not_followed() {
    let (world, alice, bob) = acquainted().await;
    shows(&bob, 7_400).await;

    world.later(2 * 3_600);

    assert_eq!(sees(&alice).await, []);
}

#[tokio::test]
async fn nobody_is_shown_to_whoever_has_another_account_key_now() {
    let (_world, alice, bob) = acquainted().await;
    bob.store.remember(&person_with_keys("alice", "eve")).await.unwrap_err();

    shows(&bob, 7_400).await;

    assert_eq!(sees(&alice).await, []);
}

#[tokio::test]
async fn a_contact_is_reached_where_it_is_seen_though_the_directory_is_away() {
    let (world, alice, bob) = acquainted().await;
    let alice = world.restarts(alice);
    world.directory.has(Trouble::Away);
    alice.tells(2, "bob").await;
    assert_eq!((alice.state(2).await, tried(&world)), (DeliveryState::Queued, vec![]));

    shows(&bob, 7_400).await;
    alice.delivers("bob").await;

    assert_eq!(alice.state(2).await, DIRECT);
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    assert_eq!(tried(&world), [NEAR]);
}

#[rstest]
#[case::nothing_is_known_of_him(true, false, &[NEAR])]
#[case::it_worked_elsewhere_last(false, false, &[PUBLISHED])]
#[case::nobody_is_there(true, true, &[NEAR, PUBLISHED])]
#[tokio::test]
async fn where_a_contact_is_seen_comes_after_what_worked_last_and_before_what_it_published(
    #[case] restarted: bool,
    #[case] is_false: bool,
    #[case] expected: &[&str],
) {
    let (world, alice, bob) = acquainted().await;
    let alice = if restarted { world.restarts(alice) } else { alice };
    shows(&bob, 7_400).await;
    if is_false {
        world.wire.is(Weather::NobodyAt(NEAR));
    }

    alice.tells(2, "bob").await;

    assert_eq!(
        (alice.state(2).await, tried(&world)),
        (DIRECT, expected.iter().map(|at| (*at).to_owned()).collect())
    );
}

#[tokio::test]
async fn where_what_worked_last_works_no_more_a_contact_is_reached_where_it_is_seen_and_then_there()
{
    let (world, alice, bob) = acquainted().await;
    shows(&bob, 7_400).await;
    world.wire.is(Weather::NobodyAt(PUBLISHED));

    alice.tells(2, "bob").await;
    bob.peer.leave.handle(Leave).await.unwrap();
    alice.tells(3, "bob").await;

    assert_eq!(alice.states([2, 3]).await, [DIRECT, DIRECT]);
    assert_eq!(tried(&world), [PUBLISHED, NEAR, NEAR]);
}

#[tokio::test]
async fn t41_where_nobody_is_though_a_beacon_says_so_is_tried_ever_more_seldom() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    bob.fetches().await;
    bob.tells_receipts("alice").await;
    bob.store.remember(&person("alice")).await.unwrap();
    shows(&bob, 7_400).await;
    world.wire.drain();

    for n in 2..=120 {
        world.wire.is(Weather::NobodyAt(NEAR));
        alice.tells(n, "bob").await;
        bob.fetches().await;
        world.wire.is(Weather::Clear);
        bob.tells_receipts("alice").await;
        world.later(1);
    }

    let near = tried(&world).iter().filter(|at| *at == NEAR).count();
    assert!((5..=9).contains(&near), "{near} attempts in two minutes");
    assert_eq!(bob.heard("alice").await, numbers(1..=120));
}

#[tokio::test]
async fn what_waits_is_due_at_once_when_its_reader_comes_into_sight() {
    let (world, alice, bob) = acquainted().await;
    let alice = world.restarts(alice);
    world.directory.has(Trouble::Away);
    for _ in 0..5 {
        world.later(20);
        alice.tells(2, "bob").await;
    }
    let before = alice.retry("bob").await.unwrap();
    let now = world.clock.now();

    alice.peer.bring_forward.handle(BringForward { to: device("bob"), at: now }).await.unwrap();

    let after = alice.retry("bob").await.unwrap();
    assert!(before.keeps_waiting(now));
    assert_eq!((after.next, after.failures), (now, before.failures));
    shows(&bob, 7_400).await;
    alice.delivers("bob").await;
    assert_eq!(alice.state(2).await, DIRECT);
}

#[tokio::test]
async fn what_does_not_wait_is_not_brought_forward() {
    let (world, alice, _bob) = acquainted().await;
    let to = device("bob");

    alice.peer.bring_forward.handle(BringForward { to, at: world.clock.now() }).await.unwrap();

    assert_eq!(alice.retry("bob").await, None);
}
