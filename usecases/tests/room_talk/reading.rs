//! What has come how far in a room, and with whom.

use causerie_chat::{DeliveryState, Path};
use causerie_usecases::{
    CommandHandler,
    peer::commands::MarkRead,
    ports::{Contacts, Event, EventLog},
};

use crate::{
    given::{address, party::Party, person},
    scene::{here, room_of},
};

pub(crate) const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

/// Alice, Bob and Carol, who know each other.
async fn scene() -> Vec<Party> {
    let (_world, parties) = room_of(&["alice", "bob", "carol"]).await;
    for party in &parties {
        for other in ["alice", "bob", "carol"].iter().filter(|it| **it != party.name) {
            party.store.remember(&person(other)).await.unwrap();
        }
    }
    parties
}

impl Party {
    /// Has seen all that is there, and tells whoever is to know.
    pub(crate) async fn reads_here(&self) {
        let up_to = self.room().await.last().unwrap().cursor;
        let command = MarkRead { with: here().into(), up_to, at: self.clock.now() };
        self.peer.mark_read.handle(command).await.unwrap();
        self.writes_receipts().await;
        self.delivers_to_all().await;
    }

    pub(crate) async fn has_come(&self, n: u16) -> Vec<(String, DeliveryState)> {
        let reached = self.reached(n).await.into_iter();
        reached.map(|it| (it.who.username.as_str().to_owned(), it.state)).collect()
    }
}

pub(crate) fn both(bob: DeliveryState, carol: DeliveryState) -> Vec<(String, DeliveryState)> {
    vec![("bob".to_owned(), bob), ("carol".to_owned(), carol)]
}

#[tokio::test]
async fn a_message_is_read_once_all_have_read_it() {
    let parties = scene().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    assert_eq!(alice.has_come(1).await, both(DeliveryState::Queued, DeliveryState::Queued));

    alice.is_heard_by(&[bob]).await;
    let with_one = (alice.has_come(1).await, alice.state(1).await);
    alice.is_heard_by(&[carol]).await;
    let with_all = (alice.has_come(1).await, alice.state(1).await);
    bob.reads_here().await;
    let read_by_one = (alice.has_come(1).await, alice.state(1).await);
    carol.reads_here().await;
    let read_by_all = (alice.has_come(1).await, alice.state(1).await);

    assert_eq!(with_one, (both(DIRECT, DeliveryState::Queued), DeliveryState::Queued));
    assert_eq!(with_all, (both(DIRECT, DIRECT), DIRECT));
    assert_eq!(read_by_one, (both(DeliveryState::Read, DIRECT), DIRECT));
    let read = DeliveryState::Read;
    assert_eq!(read_by_all, (both(read.clone(), read.clone()), read));
}

#[tokio::test]
async fn what_several_said_is_told_to_each_of_them() {
    let parties = scene().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    carol.says_here(2).await.unwrap();
    alice.is_heard_by(&[bob, carol]).await;
    carol.is_heard_by(&[alice, bob]).await;

    bob.reads_here().await;

    assert_eq!(alice.has_come(1).await[0], ("bob".to_owned(), DeliveryState::Read));
    assert_eq!(carol.has_come(2).await[1], ("bob".to_owned(), DeliveryState::Read));
    assert_eq!(bob.has("alice", 1).await.state, DeliveryState::Read);
}

#[tokio::test]
async fn who_is_to_be_told_nothing_is_not_told_what_was_read_in_a_room() {
    let parties = scene().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    bob.allows_receipts("alice", false).await;
    alice.says_here(1).await.unwrap();
    alice.is_heard_by(&[bob, carol]).await;

    bob.reads_here().await;

    assert_eq!(alice.has_come(1).await, both(DIRECT, DIRECT));
    assert_eq!(bob.has("alice", 1).await.state, DeliveryState::Read);
    assert_eq!(bob.has("alice", 1).await.message.author, address("alice"));
}

#[tokio::test]
async fn what_was_seen_at_another_device_is_told_as_of_the_room() {
    let (_world, parties) = room_of(&["alice", "bob", "d2.bob"]).await;
    let [alice, bob, tablet] = &parties[..] else { panic!() };
    for party in [bob, tablet] {
        party.learns_devices().await.unwrap();
    }
    alice.says_here(1).await.unwrap();
    alice.is_heard_by(&[bob, tablet]).await;
    let mark = tablet.events.latest();

    bob.reads_here().await;

    assert_eq!(tablet.has("alice", 1).await.state, DeliveryState::Read);
    let told = tablet.told_since(mark).await;
    assert!(told.contains(&Event::Conversation(here().into())), "{told:?}");
    assert!(!told.contains(&Event::Conversation(address("alice").into())), "{told:?}");
}
