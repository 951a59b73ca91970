//! Who leaves goes once what they said before has come.

use causerie_chat::{Cause, DeliveryState, RoomRole};
use causerie_usecases::{
    peer::{
        commands::SendMessageError,
        rooms::{NotChanged, RoomLeaving},
    },
    ports::{Lacking, Place, RoomStanding},
};

use crate::{
    fellows::three,
    given::{address, mail::Counter, message_id, party::Party, wire::Weather, world::World},
    scene::{comes_in, company, settle},
};

const MAIL: u64 = RoomLeaving::MAIL_MILLIS / 1_000;
const MOST: u64 = RoomLeaving::MOST_MILLIS / 1_000;

/// Somebody leaves, and goes on with it after so many seconds. Where they are the second before, and then.
async fn leaves_within(seconds: u64, world: &World, who: &Party) -> [Option<RoomStanding>; 2] {
    who.leaves_room().await.unwrap();
    world.later(seconds - 1);
    who.goes_on_leaving().await;
    let before = who.place_here().await;
    world.later(1);
    who.goes_on_leaving().await;
    [before, who.place_here().await]
}

#[tokio::test]
async fn what_was_said_before_is_heard_before_its_author_is_let_go() {
    let (_world, [alice, bob, carol]) = three().await;
    bob.says_here(1).await.unwrap();

    bob.leaves_room().await.unwrap();
    let before = bob.place_here().await;
    bob.delivers("alice").await;
    for party in [&bob, &alice, &carol] {
        party.minds_rooms().await;
    }
    bob.delivers("carol").await;
    bob.minds_rooms().await;
    let after = bob.place_here().await;
    bob.delivers_to_all().await;
    for party in [&alice, &carol, &bob] {
        party.minds_rooms().await;
    }

    assert_eq!((before, after), (Some(RoomStanding::Leaving), Some(RoomStanding::Left)));
    assert_eq!(bob.place_here().await, Some(RoomStanding::Gone));
    for party in [&alice, &carol] {
        assert_eq!(party.company().await, ["alice", "carol"]);
        assert_eq!(party.words_here().await, ["number 1"]);
    }
}

#[tokio::test]
async fn who_is_leaving_says_nothing_more_and_hears_nothing_more() {
    let (_world, [alice, bob, _carol]) = three().await;
    bob.says_here(1).await.unwrap();
    bob.leaves_room().await.unwrap();
    alice.says_here(2).await.unwrap();

    let said = bob.says_here(3).await;
    alice.delivers("bob").await;

    assert!(matches!(said, Err(SendMessageError::NotInRoom)));
    assert_eq!(bob.place_here().await, Some(RoomStanding::Leaving));
    assert_eq!(bob.words_here().await, ["number 1"]);
    assert_eq!(alice.reached_of(2, "bob").await, DeliveryState::Failed(Cause::LEFT_ROOM));
}

#[tokio::test]
async fn what_lies_in_mailboxes_is_waited_for_and_not_for_long() {
    let (world, [_alice, bob, _carol]) = three().await;
    world.wire.is(Weather::Cut);
    bob.says_here(1).await.unwrap();
    bob.delivers_to_all().await;

    let places = leaves_within(MAIL, &world, &bob).await;

    assert_eq!(places, [Some(RoomStanding::Leaving), Some(RoomStanding::Left)]);
}

#[tokio::test]
async fn what_comes_nowhere_is_waited_for_longer_and_not_forever() {
    let (world, [_alice, bob, _carol]) = three().await;
    world.wire.is(Weather::Cut);
    world.mail.is(Counter::Shut);
    bob.says_here(1).await.unwrap();
    bob.delivers_to_all().await;

    let places = leaves_within(MOST, &world, &bob).await;

    assert_eq!(places, [Some(RoomStanding::Leaving), Some(RoomStanding::Left)]);
    let lacking = bob.store.lacking(message_id(1)).await.unwrap();
    let lacking: Vec<_> = lacking.into_iter().map(|it| (it.device.person, it.place)).collect();
    assert_eq!(lacking, ["alice", "carol"].map(|who| (address(who), Place::Here)));
}

#[tokio::test]
async fn who_came_back_and_leaves_again_waits_again() {
    let (world, all) = three().await;
    let bob = &all[1];
    bob.says_here(1).await.unwrap();
    bob.leaves_room().await.unwrap();
    all[0].lets_go("bob").await.unwrap();
    bob.minds_rooms().await;
    assert_eq!(bob.place_here().await, Some(RoomStanding::Gone));
    comes_in(&all, &all[0], bob).await;
    world.later(MOST);

    world.wire.is(Weather::Cut);
    bob.says_here(2).await.unwrap();
    bob.leaves_room().await.unwrap();

    assert_eq!(bob.place_here().await, Some(RoomStanding::Leaving));
}

#[tokio::test]
async fn what_somebody_changed_before_they_left_is_known_again_while_they_leave() {
    let (world, all) = company(&["alice", "bob"]).await;
    all[0].makes_of("bob", RoomRole::Owner).await.unwrap();
    settle(&all).await;
    let bob = &all[1];
    bob.says_here(1).await.unwrap();
    // What he changes is accepted, and he does not hear of it.
    world.untruths.end("bob", bob.place().await);
    assert!(matches!(bob.renames("of bob").await, Err(NotChanged::Busy)));

    bob.leaves_room().await.unwrap();
    world.untruths.are_over();
    bob.minds_rooms().await;

    assert_eq!(bob.place_here().await, Some(RoomStanding::Leaving));
    assert_eq!(bob.name_here().await, "of bob");
    settle(&all).await;
    assert_eq!(all[0].company().await, ["alice"]);
}

#[tokio::test]
async fn what_has_not_come_when_its_author_is_let_go_is_not_sent() {
    let (world, [alice, bob, carol]) = three().await;
    bob.says_here(1).await.unwrap();
    alice.lets_go("bob").await.unwrap();
    bob.minds_rooms().await;
    world.wire.drain();

    bob.delivers("carol").await;

    assert_eq!((bob.place_here().await, world.wire.count()), (Some(RoomStanding::Gone), 0));
    assert_eq!(bob.reached_of(1, "carol").await, DeliveryState::Failed(Cause::LEFT_ROOM));
    assert!(carol.words_here().await.is_empty());
}

#[tokio::test]
async fn that_somebody_leaves_is_heard_however_much_changed_since_they_said_so() {
    let (world, [alice, bob, carol]) = three().await;
    world.wire.is(Weather::Cut);
    bob.leaves_room().await.unwrap();
    alice.rotates_often().await;
    world.wire.is(Weather::Clear);
    bob.minds_rooms().await;

    bob.delivers("alice").await;
    alice.minds_rooms().await;
    carol.minds_rooms().await;

    assert_eq!(carol.company().await, ["alice", "carol"]);
    bob.minds_rooms().await;
    assert_eq!(bob.place_here().await, Some(RoomStanding::Gone));
}
