//! Who is there: seen by accepted contacts, over a board that learns nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::collections::HashMap;

use causerie_chat::{
    PresenceMark, PresenceState, Ruling, SealedPresence, ShownPresence, Timestamp,
};
use causerie_memory::MemoryListing;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{BeListed, BeListedHandler, LosePresence, SetPresence, TakePresence},
        queries::{PresenceToShow, ReadListed, ReadListedHandler, ReadPresence, ToShow},
    },
    ports::{Contacts, Event, EventLog, Listed, MarkNews},
};
use given::{
    address,
    party::Party,
    person, person_with_keys,
    world::{World, world, world_of_strangers},
};
use rstest::rstest;

/// Alice and Bob, who have spoken with each other.
async fn acquainted() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.tells(1, "bob").await;
    bob.tells(101, "alice").await;
    (world, alice, bob)
}

async fn to_show(who: &Party) -> ToShow {
    who.peer.presence_to_show.handle(PresenceToShow { at: who.clock.now() }).await.unwrap()
}

async fn is_now(who: &Party, state: PresenceState) {
    who.peer.set_presence.handle(SetPresence { state, at: who.clock.now() }).await.unwrap();
}

async fn takes(who: &Party, news: Vec<MarkNews>) {
    who.peer.take_presence.handle(TakePresence { news, at: who.clock.now() }).await.unwrap();
}

/// What somebody who looks at these marks is told, where that is shown.
fn news(
    shown: Option<Vec<(PresenceMark, SealedPresence)>>,
    watched: Vec<PresenceMark>,
) -> Vec<MarkNews> {
    let shown: HashMap<_, _> = shown.into_iter().flatten().collect();
    let stands = |mark| MarkNews { mark, sealed: shown.get(&mark).copied() };
    watched.into_iter().map(stands).collect()
}

/// `from` shows how they are there, and `to` looks.
async fn shows(from: &Party, to: &Party) {
    let (shown, watched) = (to_show(from).await.shown, to_show(to).await.watched);
    takes(to, news(shown, watched)).await;
}

/// How `who` sees `other`, and since when; nothing if they are no contact.
async fn seen(who: &Party, other: &str) -> Option<(PresenceState, Option<Timestamp>)> {
    let query = ReadPresence { at: who.clock.now() };
    let all = who.peer.read_presence.handle(query).await.unwrap();
    let found = all.contacts.into_iter().find(|contact| contact.who == address(other));
    found.map(|contact| (contact.state, contact.since))
}

async fn state(who: &Party, other: &str) -> Option<PresenceState> {
    seen(who, other).await.map(|(state, _)| state)
}

/// How often `who` was told that somebody's presence changed.
async fn told(who: &Party) -> usize {
    let first = causerie_usecases::ports::EventNumber { number: 0, ..who.events.latest() };
    let all = who.events.behind(Some(first)).await.events;
    all.iter().filter(|(_, event)| *event == Event::Presence(address("alice"))).count()
}

#[rstest]
#[case(PresenceState::Online)]
#[case(PresenceState::Busy)]
#[case(PresenceState::Away)]
#[tokio::test]
async fn a_contact_sees_how_somebody_is_there_and_since_when(#[case] chosen: PresenceState) {
    let (world, alice, bob) = acquainted().await;
    is_now(&alice, PresenceState::Offline).await;
    world.later(60);
    let since = alice.clock.now();

    is_now(&alice, chosen).await;
    world.later(5);
    is_now(&alice, chosen).await;
    shows(&alice, &bob).await;

    assert_eq!(seen(&bob, "alice").await, Some((chosen, Some(since))));
    assert_eq!(told(&bob).await, 1);
}

#[tokio::test]
async fn only_changes_are_told_and_who_chooses_to_be_seen_by_nobody_shows_nothing() {
    let (world, alice, bob) = acquainted().await;
    for _ in 0..3 {
        world.later(1);
        shows(&alice, &bob).await;
    }
    assert_eq!(told(&bob).await, 1);

    is_now(&alice, PresenceState::Offline).await;
    assert_eq!(to_show(&alice).await.shown, None);
    shows(&alice, &bob).await;
    shows(&alice, &bob).await;

    assert_eq!(seen(&bob, "alice").await, Some((PresenceState::Offline, Some(bob.clock.now()))));
    assert_eq!(told(&bob).await, 2);
}

#[tokio::test]
async fn t39_whoever_is_not_known_is_neither_shown_nor_seen_anything() {
    let (world, alice, _bob) = acquainted().await;
    let eve = world.joins("eve").await;
    eve.store.remember(&person("alice")).await.unwrap();

    shows(&alice, &eve).await;

    assert_eq!(to_show(&alice).await.shown.unwrap().len(), 1);
    assert_eq!(state(&eve, "alice").await, Some(PresenceState::Offline));
    // What is sealed for another is not opened, wherever it stands.
    let stolen = to_show(&alice).await.shown.unwrap()[0].1;
    let marks = to_show(&eve).await.watched;
    let replayed = marks.into_iter().map(|mark| MarkNews { mark, sealed: Some(stolen) });
    takes(&eve, replayed.collect()).await;
    assert_eq!(state(&eve, "alice").await, Some(PresenceState::Offline));
    assert_eq!(seen(&alice, "eve").await, None);
}

#[rstest]
#[case::ignored(Ruling::Ignore)]
#[case::blocked(Ruling::Block)]
#[tokio::test]
async fn t39_who_is_not_accepted_any_more_is_shown_nothing_and_not_seen(#[case] ruling: Ruling) {
    let (_world, alice, bob) = acquainted().await;
    shows(&alice, &bob).await;

    alice.rules("bob", ruling).await;
    shows(&alice, &bob).await;

    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Offline));
    assert_eq!(seen(&alice, "bob").await, None);
    alice.rules("bob", Ruling::Unblock).await;
    alice.rules("bob", Ruling::Accept).await;
    shows(&alice, &bob).await;
    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Online));
}

#[tokio::test]
async fn t39_who_only_asks_to_be_accepted_learns_nothing() {
    let world = world_of_strangers();
    let (alice, eve) = (world.joins("alice").await, world.joins("eve").await);
    eve.tells(1, "alice").await;
    alice.fetches().await;
    assert!(alice.knows("eve").await.is_some());

    shows(&alice, &eve).await;

    assert_eq!(to_show(&alice).await.shown, Some(Vec::new()));
    assert_eq!(state(&eve, "alice").await, Some(PresenceState::Offline));
    alice.rules("eve", Ruling::Accept).await;
    shows(&alice, &eve).await;
    assert_eq!(state(&eve, "alice").await, Some(PresenceState::Online));
}

#[tokio::test]
async fn t39_whose_key_has_changed_is_shown_nothing_until_somebody_decides() {
    let (_world, alice, bob) = acquainted().await;
    shows(&alice, &bob).await;
    alice.store.remember(&person_with_keys("bob", "mallory")).await.unwrap_err();

    let shown = to_show(&alice).await;

    assert_eq!(shown.shown, Some(Vec::new()));
    assert!(shown.watched.is_empty());
    assert_eq!(seen(&alice, "bob").await, None);
    shows(&alice, &bob).await;
    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Offline));
}

#[tokio::test]
async fn what_the_directory_keeps_up_or_repeats_does_not_win() {
    let (world, alice, bob) = acquainted().await;
    let watched = to_show(&bob).await.watched;
    let online = to_show(&alice).await.shown;
    world.later(1);
    is_now(&alice, PresenceState::Busy).await;
    shows(&alice, &bob).await;

    takes(&bob, news(online, watched)).await;

    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Busy));
    world.later(ShownPresence::LASTS / 1_000);
    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Offline));
}

#[tokio::test]
async fn what_was_shown_by_a_clock_far_ahead_does_not_count() {
    let (world, alice, bob) = acquainted().await;
    let (now, watched) = (bob.clock.now(), to_show(&bob).await.watched);
    world.later(ShownPresence::AHEAD / 1_000 + 1);
    let ahead = to_show(&alice).await.shown;

    let command = TakePresence { news: news(ahead, watched), at: now };
    bob.peer.take_presence.handle(command).await.unwrap();

    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Offline));
}

#[tokio::test]
async fn nobody_is_there_once_the_directory_was_not_heard_for_a_while() {
    let (_world, alice, bob) = acquainted().await;
    shows(&alice, &bob).await;

    for _ in 0..2 {
        let command = LosePresence { at: bob.clock.now() };
        bob.peer.lose_presence.handle(command).await.unwrap();
    }

    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Offline));
    assert_eq!(told(&bob).await, 2);
    shows(&alice, &bob).await;
    assert_eq!(state(&bob, "alice").await, Some(PresenceState::Online));
}

#[tokio::test]
async fn being_listed_is_a_matter_of_the_directory() {
    let list = std::sync::Arc::new(MemoryListing::with(vec![address("dave")]));
    let be_listed = BeListedHandler { desk: list.clone() };
    let read = ReadListedHandler { answers: list };
    assert!(!read.handle(ReadListed).await.unwrap().me);

    be_listed.handle(BeListed { listed: true }).await.unwrap();

    let expected = Listed { me: true, people: vec![address("dave")] };
    assert_eq!(read.handle(ReadListed).await.unwrap(), expected);
}
