//! A message goes to every device of both sides.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Path, Person};
use causerie_usecases::{
    CommandHandler,
    peer::commands::SendMessageError,
    ports::{Contacts, Outbox, Outcome},
};
use given::{
    address, at, device,
    devices::{alice_and_bob, called, person_with, settle},
    envelope_id,
    mail::Counter,
    message_id,
    party::numbers,
    world::world,
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

#[rstest]
#[tokio::test]
async fn a_message_comes_to_every_device_of_its_reader_and_of_its_author(
    #[values(1, 2, 3)] alices: usize,
    #[values(1, 2, 3)] bobs: usize,
) {
    let (_world, alices, bobs) = alice_and_bob(alices, bobs).await;

    alices[0].says(1, "bob").await;
    alices[0].delivers_to_all().await;
    alices[0].says(2, "bob").await;
    alices[0].delivers_to_all().await;

    for bob in &bobs {
        assert_eq!(bob.heard("alice").await, numbers([1, 2]), "{}", bob.name);
    }
    for alice in &alices {
        let said = alice.entries("bob").await;
        let ids: Vec<_> = said.iter().map(|(id, author, _)| (*id, author.clone())).collect();
        assert_eq!(ids, [1, 2].map(|n| (message_id(n), address("alice"))), "{}", alice.name);
    }
    assert_eq!(alices[0].states([1, 2]).await, [DIRECT, DIRECT]);
}

#[tokio::test]
async fn it_is_delivered_when_the_first_device_of_its_reader_has_it() {
    let (world, alices, bobs) = alice_and_bob(1, 3).await;
    world.leaves("bob").await;
    world.leaves("d3.bob").await;

    alices[0].says(1, "bob").await;
    alices[0].delivers("bob").await;
    let before = alices[0].state(1).await;
    alices[0].delivers("d2.bob").await;

    assert_eq!((before, alices[0].state(1).await), (DeliveryState::Queued, DIRECT));
    assert_eq!(bobs[1].heard("alice").await, numbers([1]));
}

#[tokio::test]
async fn a_copy_at_another_device_of_its_author_is_no_delivery() {
    let (world, alices, _bobs) = alice_and_bob(2, 1).await;
    world.leaves("bob").await;

    alices[0].says(1, "bob").await;
    alices[0].delivers_to_all().await;

    assert_eq!(alices[1].entries("bob").await.len(), 1);
    assert_eq!(alices[0].state(1).await, DeliveryState::Queued);
}

#[rstest]
#[case::where_nobody_gets_to_the_mailboxes(Counter::Shut)]
#[case::where_it_lies_in_the_mailbox(Counter::Open)]
#[tokio::test]
async fn another_device_of_its_author_that_is_away_keeps_no_message_queued(
    #[case] counter: Counter,
) {
    let (world, alices, _bobs) = alice_and_bob(2, 1).await;
    world.mail.is(counter);
    world.leaves("d2.alice").await;

    alices[0].says(1, "bob").await;
    alices[0].delivers_to_all().await;

    assert_eq!(alices[0].state(1).await, DIRECT);
    assert_eq!(alices[0].why_at(1).await, []);
}

#[tokio::test]
async fn what_one_device_refuses_for_good_has_not_failed_while_another_may_take_it() {
    let (_world, alices, _bobs) = alice_and_bob(2, 2).await;
    let alice = &alices[0];
    alice.says(1, "bob").await;
    let refuses = async |name: &str| {
        let fate = vec![(envelope_id(1, name), Outcome::Failed(Cause::UNKNOWN_DEVICE))];
        alice.store.settle(&device(name), fate, at(9)).await.unwrap();
    };

    refuses("bob").await;
    let after_one = (alice.state(1).await, alice.why_at(1).await);
    refuses("d2.alice").await;
    let after_own = alice.state(1).await;
    refuses("d2.bob").await;

    let why = |name: &str, cause: &str| (Some(name.to_owned()), cause.to_owned());
    let expected = vec![why("bob", "UNKNOWN_DEVICE"), why("d2.bob", "IN_PROGRESS")];
    assert_eq!(after_one, (DeliveryState::Queued, expected));
    assert_eq!(after_own, DeliveryState::Queued);
    assert_eq!(alice.state(1).await, DeliveryState::Failed(Cause::UNKNOWN_DEVICE));
}

#[tokio::test]
async fn why_names_the_device_that_has_not_got_what_is_delivered() {
    let (world, alices, _bobs) = alice_and_bob(1, 3).await;
    world.mail.is(Counter::Open);
    world.leaves("d3.bob").await;
    let alice = &alices[0];
    alice.says(1, "bob").await;
    let fate = vec![(envelope_id(1, "d2.bob"), Outcome::Failed(Cause::MALFORMED))];
    alice.store.settle(&device("d2.bob"), fate, at(9)).await.unwrap();

    alice.delivers_to_all().await;

    assert_eq!(alice.state(1).await, DIRECT);
    let why = |name: &str, cause: &str| (Some(name.to_owned()), cause.to_owned());
    assert_eq!(alice.why_at(1).await, [why("d2.bob", "MALFORMED"), why("d3.bob", "IN_MAILBOX")]);
    assert_eq!(alice.why_with("bob").await, []);
}

#[rstest]
#[tokio::test]
async fn t33_devices_that_are_broken_delay_none_of_the_others(
    #[values(0, 1, 2, 3, 4)] broken: usize,
) {
    let (world, alices, bobs) = alice_and_bob(1, 5 - broken).await;
    for number in 6 - broken..=5 {
        // On record, and has never published a pre-key, or is at an address where nobody answers.
        let name = called("bob", number);
        let party = world.registers(&name).await;
        if number % 2 == 0 {
            party.replenishes().await;
            world.leaves(&name).await;
        }
    }

    for n in 1..=3 {
        alices[0].says(n, "bob").await;
        alices[0].delivers_to_all().await;
    }

    for bob in &bobs {
        assert_eq!(bob.heard("alice").await, numbers(1..=3), "{}", bob.name);
    }
    assert_eq!(alices[0].states([1, 2, 3]).await, [DIRECT, DIRECT, DIRECT]);
    assert_eq!(alices[0].why_at(3).await.len(), broken);
}

#[rstest]
#[case(16, 16)]
#[case(17, 16)]
#[case(40, 16)]
#[tokio::test]
async fn t30_at_most_sixteen_devices_of_a_person_are_addressed(
    #[case] devices: usize,
    #[case] addressed: usize,
) {
    let world = world();
    let alice = world.joins("alice").await;
    world.joins("bob").await;
    alice.store.remember(&person_with("bob", devices)).await.unwrap();
    alice.store.remember(&person_with("alice", devices)).await.unwrap();

    alice.says(1, "bob").await;

    let to_others = Person::MOST_DEVICES - 1;
    assert_eq!(alice.depth().await, (addressed + to_others) as u64);
}

#[tokio::test]
async fn what_somebody_with_one_device_writes_to_themselves_is_refused_at_once() {
    let (_world, alices, _bobs) = alice_and_bob(1, 1).await;

    let refused = alices[0].tries_to_say(1, "alice").await;

    assert!(matches!(refused, Err(SendMessageError::NoOtherDevice)));
    assert_eq!(alices[0].depth().await, 0);
}

#[tokio::test]
async fn what_somebody_writes_to_themselves_goes_to_their_other_devices() {
    let (_world, alices, _bobs) = alice_and_bob(3, 1).await;

    alices[0].says(1, "alice").await;
    let waits_for = alices[0].waits_for().await;
    alices[0].delivers_to_all().await;

    assert_eq!(waits_for, ["d2.alice", "d3.alice"]);
    assert_eq!(alices[0].state(1).await, DIRECT);
    for alice in &alices {
        assert_eq!(alice.heard("alice").await, numbers([1]));
    }
}

#[tokio::test]
async fn a_new_device_that_brings_something_gets_what_is_said_from_then_on() {
    let (world, alices, bobs) = alice_and_bob(1, 1).await;
    let alice = &alices[0];
    alice.tells(1, "bob").await;
    world.leaves("bob").await;
    alice.says(2, "bob").await;
    let new = world.joins("d2.bob").await;

    new.says(3, "alice").await;
    new.delivers("alice").await;
    alice.says(4, "bob").await;
    alice.delivers_to_all().await;
    world.is_at("bob", "127.0.0.1:7500").await;
    world.later(60);
    alice.delivers_to_all().await;

    assert_eq!(new.heard("alice").await, numbers([4]));
    assert_eq!(bobs[0].heard("alice").await, numbers([1, 2, 4]));
    assert_eq!(alice.states([2, 4]).await, [DIRECT, DIRECT]);
}

#[tokio::test]
async fn a_message_said_again_is_the_same_envelopes() {
    let (_world, alices, bobs) = alice_and_bob(2, 2).await;

    alices[0].says(1, "bob").await;
    alices[0].says(1, "bob").await;
    let depth = alices[0].depth().await;
    alices[0].delivers_to_all().await;
    let again = alices[0].peer.send_message.handle(alices[0].saying(1, "bob", "number 1")).await;

    assert_eq!((depth, alices[0].depth().await, again.is_ok()), (3, 0, true));
    assert_eq!(bobs[1].heard("alice").await, numbers([1]));
}

#[tokio::test]
async fn all_devices_of_both_have_the_same_conversation_by_the_mailboxes_too() {
    let (world, alices, bobs) = alice_and_bob(2, 3).await;
    world.mail.is(Counter::Open);
    for name in ["alice", "bob", "d2.alice", "d2.bob", "d3.bob"] {
        world.leaves(name).await;
    }

    let said = [(&alices[0], "bob"), (&bobs[2], "alice"), (&alices[1], "bob")];
    for (n, (from, to)) in (1..).zip(said) {
        from.says(n, to).await;
    }
    settle(&[&alices, &bobs]).await;

    for (party, with) in
        alices.iter().map(|it| (it, "bob")).chain(bobs.iter().map(|it| (it, "alice")))
    {
        let mut ids: Vec<_> = party.entries(with).await.into_iter().map(|(id, ..)| id).collect();
        ids.sort();
        assert_eq!(ids, [1, 2, 3].map(message_id), "{}", party.name);
        assert_eq!((party.depth().await, party.has_receipts().await), (0, false), "{}", party.name);
    }
    let delivered = DeliveryState::Delivered(Path::Mailbox);
    for alice in &alices {
        assert_eq!(alice.states([1, 3]).await, [delivered.clone(), delivered.clone()]);
    }
    for bob in &bobs {
        assert_eq!(bob.state(2).await, delivered);
    }
}
