//! Who went from a room is asked what they took from their mailbox: they cannot tell it there.

use causerie_chat::{Cause, DeliveryState, DeviceAddress, Path};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{commands::AskWhoWent, queries::WhoWent},
    ports::{Contacts, RoomStanding},
};

use crate::{
    fellows::three,
    given::{device, mail::Counter, party::Party, person, wire::Weather, world::World},
};

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
const FAILED: DeliveryState = DeliveryState::Failed(Cause::LEFT_ROOM);

impl Party {
    async fn who_went(&self) -> Vec<DeviceAddress> {
        self.peer.rooms.who_went.handle(WhoWent).await.unwrap()
    }

    async fn asks_who_went(&self) {
        for to in self.who_went().await {
            let (at, randomness) = (self.clock.now(), self.clock.randomness());
            let ask = AskWhoWent { to, at, jitter: 0, randomness };
            self.peer.rooms.ask_who_went.handle(ask).await.unwrap();
        }
    }
}

/// What Bob said lies in the mailbox of Carol, who is no contact of his, and she is let go; the line is good again.
async fn lies_there() -> (World, [Party; 3]) {
    let (world, all) = three().await;
    let [alice, bob, _] = &all;
    world.wire.is(Weather::Cut);
    bob.says_here(1).await.unwrap();
    bob.delivers("carol").await;
    assert_eq!(bob.reached_of(1, "carol").await, DeliveryState::Stored);
    alice.lets_go("carol").await.unwrap();
    assert!(bob.who_went().await.is_empty(), "nobody has gone as far as he has heard");
    bob.minds_rooms().await;
    assert_eq!(bob.who_went().await, [device("carol")]);
    world.wire.is(Weather::Clear);
    world.later(600);
    (world, all)
}

async fn become_contacts(one: &Party, other: &Party) {
    one.store.remember(&person(&other.name)).await.unwrap();
    other.store.remember(&person(&one.name)).await.unwrap();
}

#[tokio::test]
async fn who_has_not_heard_yet_that_they_went_says_what_they_have() {
    let (_world, [_alice, bob, carol]) = lies_there().await;
    carol.fetches().await;

    bob.asks_who_went().await;

    assert_eq!(bob.reached_of(1, "carol").await, DIRECT);
    assert!(bob.who_went().await.is_empty());
    assert_eq!(carol.words_here().await, ["number 1"]);
}

#[tokio::test]
async fn who_has_heard_it_hangs_up_on_who_is_no_contact_and_it_has_failed() {
    let (_world, [_alice, bob, carol]) = lies_there().await;
    carol.fetches().await;
    carol.minds_rooms().await;
    assert_eq!(carol.place_here().await, Some(RoomStanding::Gone));

    bob.asks_who_went().await;

    assert_eq!(bob.reached_of(1, "carol").await, FAILED);
    assert!(bob.who_went().await.is_empty());
}

#[tokio::test]
async fn a_contact_who_went_is_asked_until_they_answer() {
    let (world, [_alice, bob, carol]) = lies_there().await;
    become_contacts(&bob, &carol).await;
    carol.fetches().await;
    carol.minds_rooms().await;
    world.wire.is(Weather::Cut);

    bob.asks_who_went().await;
    let meanwhile = bob.reached_of(1, "carol").await;
    assert_eq!(bob.who_went().await, [device("carol")]);
    world.wire.is(Weather::Clear);
    world.later(600);
    bob.asks_who_went().await;

    assert_eq!(meanwhile, DeliveryState::Stored);
    assert_eq!(bob.reached_of(1, "carol").await, DIRECT);
}

#[tokio::test]
async fn a_contact_who_went_before_they_took_it_says_so() {
    let (_world, [_alice, bob, carol]) = lies_there().await;
    become_contacts(&bob, &carol).await;
    carol.minds_rooms().await;

    bob.asks_who_went().await;

    assert_eq!(bob.reached_of(1, "carol").await, FAILED);
    assert!(carol.words_here().await.is_empty());
}

#[tokio::test]
async fn nothing_new_comes_to_who_went_by_being_asked() {
    let (world, all) = three().await;
    let [alice, bob, carol] = &all;
    world.wire.is(Weather::Cut);
    bob.says_here(1).await.unwrap();
    bob.delivers("carol").await;
    world.mail.is(Counter::Shut);
    bob.says_here(2).await.unwrap();
    bob.delivers("carol").await;
    alice.lets_go("carol").await.unwrap();
    bob.minds_rooms().await;
    world.wire.is(Weather::Clear);
    world.later(600);

    bob.asks_who_went().await;

    assert_eq!(bob.reached_of(1, "carol").await, DIRECT);
    assert_eq!(bob.reached_of(2, "carol").await, FAILED);
    assert_eq!(carol.words_here().await, ["number 1"]);
}

#[tokio::test]
async fn what_does_not_go_at_once_is_asked_for_the_next_time() {
    let (world, all) = three().await;
    let [alice, bob, carol] = &all;
    world.wire.is(Weather::Cut);
    for n in 1..=12 {
        bob.says_here(n).await.unwrap();
    }
    for _ in 0..2 {
        bob.delivers("carol").await;
    }
    alice.lets_go("carol").await.unwrap();
    bob.minds_rooms().await;
    world.wire.is(Weather::Clear);
    world.later(600);

    bob.asks_who_went().await;
    let at_once = bob.reached_of(12, "carol").await;
    bob.asks_who_went().await;

    assert_eq!(at_once, DeliveryState::Stored);
    assert_eq!(bob.reached_of(12, "carol").await, DIRECT);
    assert_eq!(carol.words_here().await.len(), 12);
}

#[tokio::test]
async fn who_went_themselves_asks_those_who_are_still_there() {
    let (world, [alice, bob, carol]) = three().await;
    world.wire.is(Weather::Cut);
    bob.says_here(1).await.unwrap();
    bob.delivers("carol").await;
    carol.fetches().await;
    alice.lets_go("bob").await.unwrap();
    bob.minds_rooms().await;
    assert_eq!(bob.place_here().await, Some(RoomStanding::Gone));
    world.wire.is(Weather::Clear);
    world.later(600);
    assert_eq!(bob.who_went().await, [device("carol")]);

    bob.asks_who_went().await;

    assert_eq!(bob.reached_of(1, "carol").await, DIRECT);
    assert!(bob.who_went().await.is_empty());
}
