//! What somebody decides about others holds on all of their devices.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod given;

use causerie_chat::{Ruling, Standing, Timer};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{commands::SetTimer, queries::ReadTimer},
    ports::{Contacts, DueReceipts, Event, EventLog},
};
use given::{
    address,
    devices::{alice_and_bob, settle},
    linking::{acquainted, delivers_to, links, of_alice},
    mail::Counter,
    party::Party,
    person,
    wire::Weather,
    world::world,
};
use rstest::rstest;

async fn stands(bob: &Party, who: &str) -> Option<Standing> {
    bob.knows(who).await.map(|(standing, _)| standing)
}

#[rstest]
#[case::accepted(Ruling::Accept)]
#[case::ignored(Ruling::Ignore)]
#[case::blocked(Ruling::Block)]
#[tokio::test]
async fn what_is_decided_at_one_device_holds_at_the_others_and_their_watchers_hear_of_it(
    #[case] ruling: Ruling,
) {
    let (_world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;
    bobs[1].rules("alice", Ruling::Dismiss).await;
    settle(&[&alices, &bobs]).await;
    let mark = bobs[1].events.latest();

    bobs[0].rules("alice", ruling).await;
    settle(&[&alices, &bobs]).await;

    let decided = stands(&bobs[0], "alice").await;
    assert_eq!(stands(&bobs[1], "alice").await, decided);
    assert_ne!(decided, Some(Standing::REQUESTED));
    let told = bobs[1].told_since(mark).await;
    assert!(told.contains(&Event::Contact(address("alice"))), "{told:?}");
}

#[tokio::test]
async fn what_is_decided_while_a_device_is_away_holds_there_once_it_is_back() {
    let (world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;
    world.wire.is(Weather::Cut);
    world.mail.is(Counter::Open);

    bobs[0].rules("alice", Ruling::Block).await;
    settle(&[&bobs[..1]]).await;
    let meanwhile = stands(&bobs[1], "alice").await;
    settle(&[&alices, &bobs]).await;

    assert_eq!(meanwhile, Some(Standing::ACCEPTED));
    assert_eq!(stands(&bobs[1], "alice").await, stands(&bobs[0], "alice").await);
    assert!(stands(&bobs[1], "alice").await.unwrap().is_blocked);
}

#[tokio::test]
async fn two_devices_that_decide_at_once_agree_in_the_end() {
    let (_world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;

    bobs[0].rules("alice", Ruling::Block).await;
    bobs[1].rules("alice", Ruling::Accept).await;
    bobs[0].rules("alice", Ruling::Ignore).await;
    settle(&[&alices, &bobs]).await;

    assert_eq!(stands(&bobs[0], "alice").await, stands(&bobs[1], "alice").await);
}

#[tokio::test]
async fn a_timer_and_whether_somebody_is_told_hold_at_all_devices() {
    let (world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;

    let timer = Some(Timer::try_from(300_000).unwrap());
    let command = SetTimer { with: address("alice"), timer, at: world.clock.now() };
    bobs[0].peer.set_timer.handle(command).await.unwrap();
    bobs[0].allows_receipts("alice", false).await;
    settle(&[&alices, &bobs]).await;

    let query = ReadTimer { with: address("alice") };
    assert_eq!(bobs[1].peer.read_timer.handle(query).await.unwrap(), timer);
    assert!(!bobs[1].store.receipts_allowed(&address("alice")).await.unwrap());
}

#[tokio::test]
async fn a_device_that_is_linked_learns_what_was_decided_before_it_was_there() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    alice.rules("bob", Ruling::Block).await;
    alice.allows_receipts("bob", false).await;

    let phone = links(&world, &alice, "phone").await;
    world.is_at_device(&of_alice("phone"), "127.0.0.1:7501").await;
    alice.writes_receipts().await;
    delivers_to(&alice, of_alice("phone")).await;
    phone.store.remember(&person("bob")).await.unwrap();

    assert!(stands(&phone, "bob").await.unwrap().is_blocked);
    assert!(!phone.store.receipts_allowed(&address("bob")).await.unwrap());
    drop(bob);
}
