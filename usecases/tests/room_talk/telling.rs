//! Members who are no contacts tell each other in the room what came and what was read.

use causerie_chat::{DeliveryState, Path, Ruling};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{AllowReceipts, AllowReceiptsError, RemoveFromRoom},
    ports::{DueInRooms, Identities, SessionBook},
};

use crate::{
    given::{address, device, party::Party, wire::Weather, world::World},
    reading::{DIRECT, both},
    scene::{here, room_of_strangers, takes_in_impostor},
};

pub(crate) const MAILBOX: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

/// Alice, Bob and Carol in a room, none of whom is a contact of another's, and who reach each other's mailboxes alone.
pub(crate) async fn strangers() -> (World, Vec<Party>) {
    let (world, parties) = room_of_strangers(&["alice", "bob", "carol"]).await;
    world.wire.is(Weather::Cut);
    (world, parties)
}

impl Party {
    /// All that this one has for others lies in their mailboxes, and they fetch it.
    pub(crate) async fn is_fetched_by(&self, others: &[&Self]) {
        self.delivers_to_all().await;
        for other in others {
            other.fetches().await;
        }
    }

    /// Tells whoever is to know what came.
    pub(crate) async fn tells_all(&self) {
        self.writes_receipts().await;
        self.delivers_to_all().await;
    }

    async fn knows_nobody(&self, others: &[&str]) -> bool {
        for other in others.iter().filter(|it| **it != self.name) {
            let is_known = self.store.identity(&address(other)).await.unwrap().is_some();
            if is_known || self.store.has_session(&device(other)).await.unwrap() {
                return false;
            }
        }
        true
    }
}

#[tokio::test]
async fn who_is_no_contact_is_told_that_it_came_and_that_it_was_read() {
    let (_world, parties) = strangers().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_fetched_by(&[bob, carol]).await;
    let stored = alice.state(1).await;

    for party in [bob, carol] {
        party.tells_all().await;
    }
    alice.fetches().await;
    let delivered = (alice.has_come(1).await, alice.state(1).await);
    bob.reads_here().await;
    alice.fetches().await;
    let read_by_one = (alice.has_come(1).await, alice.state(1).await);
    carol.reads_here().await;
    alice.fetches().await;

    assert_eq!(stored, DeliveryState::Stored);
    assert_eq!(delivered, (both(MAILBOX, MAILBOX), MAILBOX));
    assert_eq!(read_by_one, (both(DeliveryState::Read, MAILBOX), MAILBOX));
    assert_eq!(alice.state(1).await, DeliveryState::Read);
    for party in &parties {
        assert!(party.knows_nobody(&["alice", "bob", "carol"]).await, "{}", party.name);
        assert_eq!(party.room().await.len(), 1, "{}", party.name);
        assert!(!party.has_receipts().await, "there is no receipt for a receipt");
        assert!(party.unopened().await.is_empty());
    }
}

#[tokio::test]
async fn where_they_reach_each_other_it_goes_directly() {
    let (world, parties) = strangers().await;
    world.wire.is(Weather::Clear);
    let [alice, bob, carol] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.delivers_to_all().await;
    let before = alice.has_come(1).await;

    bob.reads_here().await;
    carol.reads_here().await;

    assert_eq!(before, both(DIRECT, DIRECT));
    assert_eq!(alice.state(1).await, DeliveryState::Read);
    assert!(alice.mail.lying_for("alice").await.is_empty());
    assert_eq!(bob.depth().await + carol.depth().await, 0);
}

#[tokio::test]
async fn an_author_s_other_device_in_the_room_is_told_too() {
    let (_world, parties) = room_of_strangers(&["alice", "d2.alice", "bob"]).await;
    let [alice, tablet, bob] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_heard_by(&[tablet, bob]).await;

    bob.writes_receipts().await;
    bob.is_heard_by(&[tablet]).await;
    let state = tablet.state(1).await;
    bob.reads_here().await;
    bob.is_heard_by(&[alice, tablet]).await;

    assert_eq!(state, MAILBOX);
    assert_eq!(tablet.state(1).await, DeliveryState::Read);
    assert_eq!(alice.state(1).await, DeliveryState::Read);
}

#[tokio::test]
async fn who_is_to_be_told_nothing_is_told_nothing_in_the_room() {
    let (_world, parties) = strangers().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    bob.allows_receipts("alice", false).await;
    alice.says_here(1).await.unwrap();
    alice.is_fetched_by(&[bob, carol]).await;

    bob.reads_here().await;
    carol.reads_here().await;
    alice.fetches().await;

    assert_eq!(alice.has_come(1).await, both(DeliveryState::Stored, DeliveryState::Read));
    let nobody = AllowReceipts { to: address("mallory"), allowed: false, at: bob.clock.now() };
    let outcome = bob.peer.allow_receipts.handle(nobody).await;
    assert!(matches!(outcome, Err(AllowReceiptsError::Unknown)));
}

#[tokio::test]
async fn t39_who_is_blocked_is_told_nothing_until_they_are_not() {
    let (_world, parties) = strangers().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_fetched_by(&[bob, carol]).await;

    bob.rules("alice", Ruling::Block).await;
    bob.reads_here().await;
    let before = bob.has_receipts().await;
    alice.fetches().await;
    let told = alice.has_come(1).await;
    bob.rules("alice", Ruling::Unblock).await;
    bob.tells_all().await;
    alice.fetches().await;

    assert!(!before);
    assert_eq!(told, both(DeliveryState::Stored, DeliveryState::Stored));
    assert_eq!(alice.has_come(1).await, both(DeliveryState::Read, DeliveryState::Stored));
}

#[tokio::test]
async fn who_is_in_no_room_with_this_device_any_more_is_told_nothing() {
    let (_world, parties) = strangers().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_fetched_by(&[bob, carol]).await;
    let (at, randomness) = (carol.clock.now(), carol.clock.randomness());
    let remove = RemoveFromRoom { room: here(), who: address("alice"), at, randomness };
    carol.peer.rooms.change.handle(remove).await.unwrap();
    bob.follows().await;

    bob.reads_here().await;

    assert!(!bob.has_receipts().await);
    assert_eq!(bob.has_told().await, 0);
}

#[tokio::test]
async fn t02_nobody_is_told_anything_who_may_be_somebody_else() {
    let (world, mut parties) = strangers().await;
    parties[0].says_here(1).await.unwrap();
    parties[0].is_fetched_by(&[&parties[1], &parties[2]]).await;
    world.joins("d2.alice").await;
    takes_in_impostor(&world, &parties[2], "d2.alice", "mallory").await;
    let carol = world.restarts(parties.remove(2));
    let bob = &parties[1];
    bob.follows().await;

    bob.reads_here().await;

    assert_eq!(bob.has_told().await, 0);
    assert!(!bob.has_receipts().await);
    drop(carol);
}

#[tokio::test]
async fn what_could_not_be_opened_is_told_and_comes_again() {
    let (world, parties) = strangers().await;
    let [alice, bob, _] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    world.mail.is(crate::given::mail::Counter::Bent(|envelope| {
        let mut bytes = envelope.sealed.as_bytes().to_vec();
        *bytes.last_mut().unwrap() ^= 1;
        envelope.sealed = bytes.try_into().unwrap();
    }));
    alice.is_fetched_by(&[bob]).await;
    world.mail.is(crate::given::mail::Counter::Open);
    let refused = bob.unopened().await.len();

    bob.tells_all().await;
    alice.fetches().await;
    world.later(60);
    alice.is_fetched_by(&[bob]).await;

    assert_eq!(refused, 1);
    assert_eq!(bob.room().await.len(), 1);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn t02_what_comes_is_to_be_told_to_no_device_that_another_account_vouches_for() {
    let (world, mut parties) = strangers().await;
    world.joins("d2.alice").await;
    takes_in_impostor(&world, &parties[2], "d2.alice", "mallory").await;
    let carol = world.restarts(parties.remove(2));
    let [alice, bob] = &parties[..] else { panic!() };
    alice.follows().await;
    bob.follows().await;

    alice.says_here(1).await.unwrap();
    alice.is_fetched_by(&[bob]).await;

    assert_eq!(bob.room().await.len(), 1);
    assert_eq!(bob.store.due_in_room(here()).await.unwrap(), [device("alice")]);
    drop(carol);
}
