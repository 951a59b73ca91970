//! What somebody decides about others holds on all of their devices.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod given;

use causerie_chat::{Ruling, Standing, Timer};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{SendMessageError, SetTimer},
        queries::ReadTimer,
    },
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
    world::{World, world, world_of_strangers},
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
    let command = SetTimer { with: address("alice").into(), timer, at: world.clock.now() };
    bobs[0].peer.set_timer.handle(command).await.unwrap();
    bobs[0].allows_receipts("alice", false).await;
    settle(&[&alices, &bobs]).await;

    let query = ReadTimer { with: address("alice").into() };
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

/// Alice's phone, which was told what was decided about Mallory and has never met her.
async fn phone_that_was_told(ruling: Ruling) -> (World, Party, Party) {
    let world = world_of_strangers();
    world.mail.is(Counter::Open);
    let alice = world.joins("alice").await;
    let mallory = world.joins("mallory").await;
    alice.rules("mallory", ruling).await;
    let phone = links(&world, &alice, "phone").await;
    world.is_at_device(&of_alice("phone"), "127.0.0.1:7501").await;
    alice.writes_receipts().await;
    delivers_to(&alice, of_alice("phone")).await;
    (world, phone, mallory)
}

#[tokio::test]
async fn of_one_who_was_blocked_elsewhere_nothing_is_taken_at_a_device_that_never_met_them() {
    let (_world, phone, mallory) = phone_that_was_told(Ruling::Block).await;

    mallory.says(1, "alice").await;
    delivers_to(&mallory, of_alice("phone")).await;
    phone.fetches().await;
    let answered = phone.peer.door.answers(&address("mallory")).await.unwrap();
    let said = phone.tries_to_say(2, "mallory").await;

    assert_eq!(phone.knows("mallory").await, None);
    assert!(!answered);
    assert!(matches!(said, Err(SendMessageError::Blocked)), "{said:?}");
}

#[tokio::test]
async fn who_was_accepted_elsewhere_is_answered_at_a_device_that_never_met_them() {
    let (_world, phone, mallory) = phone_that_was_told(Ruling::Accept).await;

    let answered = phone.peer.door.answers(&address("mallory")).await.unwrap();

    assert!(answered);
    drop(mallory);
}

#[tokio::test]
async fn what_nobody_decided_undoes_nothing_that_somebody_did() {
    let (world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    alices[0].delivers("bob").await;
    bobs[0].rules("alice", Ruling::Block).await;

    // The other device has not heard, and takes in whoever writes.
    world.later(10);
    alices[0].delivers("d2.bob").await;
    let taken_in = stands(&bobs[1], "alice").await;
    settle(&[&bobs]).await;

    assert_eq!(taken_in, Some(Standing::ACCEPTED));
    for bob in &bobs {
        assert!(stands(bob, "alice").await.unwrap().is_blocked);
    }
}

#[tokio::test]
async fn what_was_decided_is_told_again_to_a_device_that_was_away_for_too_long() {
    let (world, alices, bobs) = alice_and_bob(1, 2).await;
    alices[0].says(1, "bob").await;
    settle(&[&alices, &bobs]).await;
    world.wire.is(Weather::Cut);
    world.mail.is(Counter::Open);
    bobs[0].rules("alice", Ruling::Block).await;
    settle(&[&bobs[..1]]).await;

    world.mail.expires().await;
    bobs[0].fetches().await;
    settle(&[&bobs]).await;

    assert!(stands(&bobs[1], "alice").await.unwrap().is_blocked);
}
