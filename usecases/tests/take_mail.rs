//! Taking what lay in the mailbox, on a machine that has its own troubles.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{Cause, DeliveryState, Introduction};
use causerie_memory::NotifyDoorbell;
use causerie_session::{Randomness, RustCrypto};
use causerie_usecases::{
    CommandHandler,
    peer::{
        OwnIdentity,
        commands::{TakeMail, TakeMailHandler},
    },
    ports::{Contacts, Event, EventLog, Mail, MailItem, MailNumber},
};
use given::{
    address, at, device, envelope_id,
    full::Filling,
    mail::Counter,
    party::{Party, numbers},
    person, secrets,
    world::{World, world},
};
use rstest::rstest;

/// Bob, in whose mailbox lie two messages of Alice, one of Carol and one more of Alice.
async fn scene() -> (World, [Party; 3], Vec<MailItem>) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    let carol = world.joins("carol").await;
    for author in [&alice, &carol] {
        author.store.remember(&person("bob")).await.unwrap();
    }
    world.leaves("bob").await;
    world.mail.is(Counter::Open);
    for (author, n) in [(&alice, 1), (&alice, 2), (&carol, 11), (&alice, 3)] {
        author.tells(n, "bob").await;
    }
    let items = world.mail.lying_for("bob").await;
    (world, [alice, bob, carol], items)
}

/// Bob's peer, whose store takes what it is given so many times.
fn with_room_for(bob: &Party, room: u32) -> TakeMailHandler {
    let (account, own) = secrets("bob");
    let introduction = Introduction::sign(device("bob"), &account, &own);
    let own = OwnIdentity::new(device("bob"), &own, &introduction, Arc::new(RustCrypto));
    TakeMailHandler {
        own: Arc::new(own),
        door: bob.peer.door.clone(),
        inbox: Arc::new(Filling { inner: bob.store.clone(), room: room.into() }),
        outbox: bob.store.clone(),
        hearing: bob.peer.take_mail.hearing.clone(),
        rooms_bell: Arc::new(NotifyDoorbell::default()),
        doorbell: Arc::new(NotifyDoorbell::default()),
        receipts_bell: Arc::new(NotifyDoorbell::default()),
        events: bob.events.clone(),
    }
}

#[tokio::test]
async fn what_lay_there_of_several_is_kept_each_in_its_order() {
    let (_world, [_, bob, _], items) = scene().await;

    bob.takes(items).await.unwrap();

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!(bob.heard("carol").await, numbers([11]));
}

#[rstest]
#[tokio::test]
async fn if_the_store_fails_it_is_said_and_all_of_it_may_be_taken_again(
    #[values(0, 1, 2)] room: u32,
) {
    let (_world, [_, bob, _], items) = scene().await;
    let take = with_room_for(&bob, room);

    let outcome = take
        .handle(TakeMail { items: items.clone(), at: at(9), randomness: Randomness::new([9; 32]) })
        .await;

    assert!(outcome.is_err());
    assert!(bob.unopened().await.is_empty());
    assert_eq!(bob.heard("alice").await.len(), if room == 0 { 0 } else { 2 });
    bob.takes(items).await.unwrap();
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!(bob.heard("carol").await, numbers([11]));
}

#[tokio::test]
async fn that_something_was_missed_is_not_passed_over_if_the_store_fails() {
    let (_world, [_, bob, _], _) = scene().await;
    let (id, from, to) = (envelope_id(9, "bob"), device("alice"), device("bob"));
    let gone = MailItem { number: MailNumber(9), mail: Mail::Expired { id, from, to } };

    let outcome = with_room_for(&bob, 0)
        .handle(TakeMail { items: vec![gone], at: at(9), randomness: Randomness::new([9; 32]) })
        .await;

    assert!(outcome.is_err());
}

#[tokio::test]
async fn nothing_is_taken_of_nothing() {
    let (_world, [_, bob, _], _) = scene().await;
    let mark = bob.events.latest();

    bob.takes(Vec::new()).await.unwrap();

    assert_eq!(bob.told_since(mark).await, []);
}

#[tokio::test]
async fn what_expired_that_neither_sent_nor_was_for_this_device_changes_nothing() {
    let (_world, [alice, bob, _], items) = scene().await;
    let (id, from, to) = (envelope_id(1, "bob"), device("carol"), device("bob"));
    let gone = MailItem { number: MailNumber(9), mail: Mail::Expired { id, from, to } };

    alice.takes(vec![gone]).await.unwrap();

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert!(alice.unopened().await.is_empty());
    drop((bob, items));
}

#[tokio::test]
async fn what_was_taken_is_told_to_those_who_watch() {
    let (_world, [_, bob, _], items) = scene().await;
    let mark = bob.events.latest();

    bob.takes(items).await.unwrap();

    let [alice, carol] = ["alice", "carol"].map(|name| Event::Conversation(address(name).into()));
    assert_eq!(bob.told_since(mark).await, [alice.clone(), carol, alice]);
}

#[tokio::test]
async fn what_could_not_be_opened_is_told_to_those_who_watch_too() {
    let (_world, [_, bob, _], mut items) = scene().await;
    items.truncate(1);
    let mark = bob.events.latest();
    if let Mail::Envelope { sent, .. } = &mut items[0].mail {
        sent.envelope.sealed = vec![0xFF; 9].try_into().unwrap();
    }

    bob.takes(items).await.unwrap();

    let told = bob.told_since(mark).await;
    assert_eq!(
        told,
        [Event::Unopened(address("alice")), Event::Conversation(address("alice").into())]
    );
    assert_eq!(bob.unopened().await[0].cause, Cause::CANNOT_OPEN);
}
