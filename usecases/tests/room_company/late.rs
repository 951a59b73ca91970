//! What was said in a room before it changed, and comes after that.

use causerie_chat::{Cause, DeliveryState, Path};
use causerie_usecases::{
    CommandHandler,
    peer::commands::RotateRoom,
    ports::{OpenedText, RoomStanding},
};

use crate::{
    fellows::three,
    given::{mail::Counter, party::Party, wire::Weather, world::World},
    scene::here,
};

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
/// More changes than there are epochs of which is read afterwards.
const LONG: u64 = OpenedText::FORMER_EPOCHS as u64 + 2;

impl Party {
    pub(crate) async fn rotates(&self) {
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let rotate = RotateRoom { room: here(), epoch: self.epoch().await, at, randomness };
        self.peer.rooms.change.handle(rotate).await.unwrap();
    }

    /// Until nobody reads any more what was said before.
    pub(crate) async fn rotates_often(&self) {
        for _ in 0..LONG {
            self.rotates().await;
        }
    }
}

/// What Bob said comes to Carol too late, who has heard of changes since that he has not.
async fn too_late() -> (World, [Party; 3]) {
    let (world, [alice, bob, carol]) = three().await;
    bob.says_here(1).await.unwrap();
    alice.rotates_often().await;
    carol.minds_rooms().await;
    bob.delivers("carol").await;
    assert_eq!(bob.reached_of(1, "carol").await, DeliveryState::Queued);
    (world, [alice, bob, carol])
}

#[tokio::test]
async fn what_was_said_long_ago_is_sealed_anew_and_heard_once() {
    let (_world, [alice, bob, carol]) = three().await;
    bob.says_here(1).await.unwrap();
    alice.rotates_often().await;
    carol.minds_rooms().await;
    bob.minds_rooms().await;

    bob.delivers("carol").await;
    bob.delivers("alice").await;

    for party in [&alice, &carol] {
        assert_eq!(bob.reached_of(1, &party.name).await, DIRECT);
        assert_eq!(party.words_here().await, ["number 1"]);
    }
}

#[tokio::test]
async fn what_is_refused_since_its_author_has_not_heard_of_changes_is_heard_once_they_have() {
    let (world, [_alice, bob, carol]) = too_late().await;

    bob.minds_rooms().await;
    world.later(600);
    bob.delivers("carol").await;

    assert_eq!(bob.reached_of(1, "carol").await, DIRECT);
    assert_eq!(carol.words_here().await, ["number 1"]);
}

#[tokio::test]
async fn what_is_refused_before_the_mailbox_has_answered_goes_again() {
    let (world, [alice, bob, _carol]) = three().await;
    world.untruths.end("bob", bob.place().await);
    alice.rotates().await;
    alice.says_here(1).await.unwrap();

    world.mail.is(Counter::Slow);
    world.wire.is(Weather::Cut);
    tokio::join!(alice.delivers("bob"), async {
        bob.fetches().await;
        world.wire.is(Weather::Clear);
        bob.tells_receipts("alice").await;
        world.mail.gate.notify_one();
    });
    assert_eq!(bob.unopened().await.len(), 1);
    assert_eq!(alice.sealed_for("bob").await.len(), 1);
    world.mail.is(Counter::Open);
    world.untruths.are_over();
    world.later(600);
    alice.delivers("bob").await;

    assert_eq!(bob.words_here().await, ["number 1"]);
}

#[tokio::test]
async fn what_cannot_be_opened_while_the_directory_is_silent_is_heard_once_it_is_not() {
    let (world, [alice, bob, _carol]) = three().await;
    alice.rotates().await;
    alice.says_here(1).await.unwrap();

    world.untruths.silence("bob");
    for _ in 0..10 {
        world.later(600);
        alice.delivers("bob").await;
    }
    assert_eq!(alice.cause("bob").await, Some(Cause::PEER_UNAVAILABLE));
    world.untruths.are_over();
    world.later(600);
    alice.delivers("bob").await;

    assert_eq!(alice.reached_of(1, "bob").await, DIRECT);
    assert_eq!(bob.words_here().await, ["number 1"]);
}

#[tokio::test]
async fn what_comes_by_the_mailbox_while_the_directory_is_silent_comes_again_too() {
    let (world, [alice, bob, _carol]) = three().await;
    world.wire.is(Weather::Cut);
    alice.rotates().await;
    alice.says_here(1).await.unwrap();
    alice.delivers("bob").await;

    world.untruths.silence("bob");
    bob.fetches().await;
    assert_eq!(bob.unopened().await.len(), 1);
    world.wire.is(Weather::Clear);
    bob.tells_receipts("alice").await;
    world.untruths.are_over();
    world.later(600);
    alice.delivers("bob").await;

    assert_eq!(bob.words_here().await, ["number 1"]);
}

#[tokio::test]
async fn what_lay_in_the_mailbox_through_many_changes_is_heard_in_its_order() {
    let (world, [alice, bob, carol]) = three().await;
    world.wire.is(Weather::Cut);
    for n in 0..=LONG {
        bob.says_here(u16::try_from(n).unwrap()).await.unwrap();
        bob.delivers("carol").await;
        alice.rotates().await;
        bob.minds_rooms().await;
    }

    carol.fetches().await;

    assert_eq!(carol.words_here().await.len(), usize::try_from(LONG + 1).unwrap());
}

#[tokio::test]
async fn what_waits_for_somebody_who_was_let_go_is_not_sent() {
    let (world, [alice, bob, carol]) = three().await;
    bob.says_here(1).await.unwrap();
    alice.lets_go("carol").await.unwrap();
    bob.minds_rooms().await;
    world.wire.drain();

    bob.delivers("carol").await;

    assert_eq!(world.wire.count(), 0);
    assert_eq!(bob.reached_of(1, "carol").await, DeliveryState::Failed(Cause::LEFT_ROOM));
    assert!(carol.words_here().await.is_empty());
}

#[tokio::test]
async fn who_is_gone_refuses_for_good_and_holds_up_nothing_else() {
    let (_world, [alice, _bob, carol]) = three().await;
    carol.leaves_room().await.unwrap();
    alice.says_here(1).await.unwrap();

    alice.delivers("carol").await;

    assert_eq!(carol.place_here().await, Some(RoomStanding::Left));
    assert_eq!(alice.reached_of(1, "carol").await, DeliveryState::Failed(Cause::LEFT_ROOM));
}

#[tokio::test]
async fn what_comes_too_late_has_nobody_look_into_the_log() {
    let (world, [_alice, _bob, carol]) = too_late().await;
    let before = world.untruths.asked_by("carol");

    world.later(61);
    carol.minds_rooms().await;

    assert_eq!(world.untruths.asked_by("carol"), before);
}

#[tokio::test]
async fn what_lies_in_a_mailbox_since_long_ago_is_sealed_anew_where_its_device_is_reached() {
    let (world, [alice, bob, carol]) = three().await;
    world.wire.is(Weather::Cut);
    bob.says_here(1).await.unwrap();
    bob.delivers("carol").await;
    alice.rotates_often().await;
    bob.minds_rooms().await;
    carol.minds_rooms().await;
    world.wire.is(Weather::Clear);
    world.later(600);

    bob.says_here(2).await.unwrap();
    bob.delivers("carol").await;

    let mut words = carol.words_here().await;
    words.sort();
    assert_eq!(words, ["number 1", "number 2"]);
    assert_eq!(bob.reached_of(1, "carol").await, DIRECT);
}
