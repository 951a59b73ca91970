//! Where nothing is told in a room.

use causerie_chat::{Cause, Person, Receipt, RoomKind, Ruling};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{RemoveFromRoom, TellInRoom},
    ports::{
        Contacts, DueInRooms, GroupKeep, KeptRoom, KnownRoom, RoomBook, RoomKeys, RoomStanding,
        Rooms,
    },
};
use rstest::rstest;

use crate::{
    given::{
        address, device, linking::list_of, message_id, party::Party, person, person_with_keys,
        secrets, wire::Weather, world::World,
    },
    scene::{here, room_of_strangers},
    telling::strangers,
    telling_forged::forged,
};

/// The same peer, where that is known of the room.
pub(crate) async fn knows(world: &World, party: Party, change: fn(&mut KnownRoom)) -> Party {
    let mut known = party.store.room(here()).await.unwrap().unwrap().known;
    change(&mut known);
    party.store.update(&known, None, None).await.unwrap();
    world.restarts(party)
}

/// Alice, Bob and Carol, where Bob takes the room for a public one.
async fn in_public() -> (World, Vec<Party>) {
    let (world, mut parties) = strangers().await;
    let bob = knows(&world, parties.remove(1), |it| it.kind = RoomKind::Public).await;
    parties.insert(1, bob);
    (world, parties)
}

#[tokio::test]
async fn in_a_public_room_nobody_is_told_who_is_no_contact() {
    let (_world, parties) = in_public().await;
    let [alice, bob, _] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_fetched_by(&[bob]).await;

    bob.reads_here().await;

    assert_eq!(bob.room().await.len(), 1);
    assert!(!bob.has_receipts().await);
    assert!(bob.store.due_in_room(here()).await.unwrap().is_empty());
    bob.tells_in_room("alice").await;
    assert_eq!(bob.depth().await, 0);
}

#[tokio::test]
async fn t39_a_receipt_in_a_public_room_is_refused() {
    let (world, parties) = in_public().await;
    let read = Receipt { read: vec![message_id(1)], ..Receipt::default() };
    let envelope = forged(&world, &parties[0], "bob", 50, read).await;

    assert_eq!(parties[1].hears_of("alice", envelope).await, Some(Cause::MALFORMED));
}

impl Party {
    async fn tells_in_room(&self, to: &str) {
        let (id, to, at) = (self.clock.message(), device(to), self.clock.now());
        let (room, randomness) = (here(), self.clock.randomness());
        let command = TellInRoom { room, to, id, at, jitter: 0, randomness };
        self.peer.rooms.tell.handle(command).await.unwrap();
    }
}

#[rstest]
#[case::with_the_same_keys_any_more(|it: &mut KnownRoom| it.keys.told = RoomKeys::MOST_TOLD)]
#[case::in_public(|it: &mut KnownRoom| it.kind = RoomKind::Public)]
#[case::where_others_went_on_without_it(|it: &mut KnownRoom| it.standing = RoomStanding::Forked)]
#[tokio::test]
async fn nothing_is_told_whoever_asks_for_it(#[case] change: fn(&mut KnownRoom)) {
    let (world, mut parties) = strangers().await;
    parties[0].says_here(1).await.unwrap();
    parties[0].is_fetched_by(&[&parties[1]]).await;
    let bob = knows(&world, parties.remove(1), change).await;

    assert!(!bob.has_receipts().await);
    bob.tells_in_room("alice").await;

    assert_eq!(bob.depth().await, 0);
}

/// Nothing can be told to Alice in the room for now, and it is not tried on and on.
async fn is_tried_a_minute_later(world: &World, bob: &Party) {
    assert_eq!(bob.receipts_due().await.in_rooms, [(here(), device("alice"))]);

    bob.tells_in_room("alice").await;

    let due = bob.receipts_due().await;
    assert!(due.in_rooms.is_empty() && due.later.is_some(), "{due:?}");
    assert_eq!((bob.has_told().await, bob.depth().await), (0, 0));
    world.later(61);
    assert_eq!(bob.receipts_due().await.in_rooms, [(here(), device("alice"))]);
}

#[tokio::test]
async fn t41_where_the_room_cannot_be_read_it_is_tried_again_a_minute_later() {
    let (world, mut parties) = strangers().await;
    parties[0].says_here(1).await.unwrap();
    parties[0].is_fetched_by(&[&parties[1]]).await;
    let bob = parties.remove(1);
    let KeptRoom { known, state, .. } = bob.store.room(here()).await.unwrap().unwrap();
    let broken = GroupKeep { tree: Some(vec![0; 40]), state };
    bob.store.update(&known, Some(broken), None).await.unwrap();
    let bob = world.restarts(bob);

    is_tried_a_minute_later(&world, &bob).await;
}

#[tokio::test]
async fn t41_where_nothing_can_be_sealed_it_is_tried_again_a_minute_later() {
    let (world, mut parties) = strangers().await;
    parties[0].says_here(1).await.unwrap();
    parties[0].is_fetched_by(&[&parties[1]]).await;
    let carol = &parties[2];
    let (at, randomness) = (carol.clock.now(), carol.clock.randomness());
    let remove = RemoveFromRoom { room: here(), who: address("bob"), at, randomness };
    carol.peer.rooms.change.handle(remove).await.unwrap();
    parties[1].follows().await;
    // It is over for its keys, which what is known besides does not say.
    let member = |it: &mut KnownRoom| it.standing = RoomStanding::Member;
    let bob = knows(&world, parties.remove(1), member).await;

    is_tried_a_minute_later(&world, &bob).await;
}

#[tokio::test]
async fn where_there_is_nothing_to_tell_nothing_is_sealed() {
    let (_world, parties) = strangers().await;
    let bob = &parties[1];

    bob.tells_in_room("alice").await;

    assert_eq!((bob.has_told().await, bob.depth().await), (0, 0));
}

#[tokio::test]
async fn t02_who_is_known_by_another_account_key_meanwhile_is_told_nothing() {
    let (_world, parties) = strangers().await;
    let [alice, bob, _] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_fetched_by(&[bob]).await;
    bob.store.remember(&person_with_keys("alice", "mallory")).await.unwrap();
    bob.rules("alice", Ruling::Dismiss).await;

    bob.tells_all().await;

    assert_eq!(bob.has_told().await, 0);
    assert!(!bob.has_receipts().await);
}

#[tokio::test]
async fn t06_a_device_that_was_revoked_meanwhile_is_told_nothing() {
    let (world, parties) = room_of_strangers(&["alice", "d2.alice", "bob"]).await;
    world.wire.is(Weather::Cut);
    let [_, tablet, bob] = &parties[..] else { panic!() };
    tablet.says_here(1).await.unwrap();
    tablet.is_fetched_by(&[bob]).await;
    let (account, _) = secrets("alice");
    let without = Person::listed(account.public(), list_of(&person("alice"), &account));
    bob.store.remember(&without).await.unwrap();
    bob.rules("alice", Ruling::Dismiss).await;

    bob.tells_in_room("d2.alice").await;
    assert_eq!(bob.has_told().await, 0);
    bob.reads_here().await;

    assert_eq!(bob.has_told().await, 1, "the other one");
}
