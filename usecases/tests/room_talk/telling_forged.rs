//! What members who keep to no rules tell in a room.

use causerie_chat::{
    Address, Body, Cause, Choice, Chosen, DeliveryState, Envelope, EnvelopeId, Message, Path,
    Receipt, SealedInRoom, pad,
};
use causerie_usecases::{
    CommandHandler,
    peer::commands::HearInRooms,
    ports::{Contacts, Groups, History, NotTaken, RoomBook},
};
use rstest::rstest;

use crate::{
    given::{address, device, message_id, party::Party, person, world::World},
    reading::{DIRECT, both},
    scene::{fresh, here, mls, room_of_strangers},
};

/// What somebody seals in the room for one device.
async fn forged(world: &World, by: &Party, to: &str, n: u16, receipt: Receipt) -> Envelope {
    let message = Message {
        id: message_id(n),
        author: address(&by.name),
        recipient: here().into(),
        sent_at: world.clock.now(),
        body: Body::Receipt(receipt),
        reply_to: None,
        expires_at: None,
    };
    let kept = by.store.room(here()).await.unwrap().unwrap();
    let mut group = mls(&by.name).load(&kept.tree, &kept.state).unwrap();
    let sealed = group.seal(&pad(message.encode()), fresh(world)).unwrap();
    let sealed = SealedInRoom { room: here(), message: &sealed.bytes }.encode().unwrap();
    let recipient = device(to);
    Envelope { id: EnvelopeId::of(message.id, &recipient), recipient, sealed }
}

impl Party {
    /// What it refuses of that.
    async fn hears_of(&self, from: &str, envelope: Envelope) -> Option<Cause> {
        let (sender, path) = (device(from), Path::Mailbox);
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        let heard = HearInRooms { sender, envelopes: vec![envelope], path, at, randomness };
        match self.peer.rooms.hear.handle(heard).await {
            Ok(()) => None,
            Err(NotTaken::Refused(refused)) => Some(refused[0].1.clone()),
            Err(NotTaken::Unavailable(broken)) => panic!("{broken}"),
        }
    }
}

fn seen(author: Address) -> Receipt {
    Receipt { seen: vec![(author, message_id(1))], ..Receipt::default() }
}

fn decided(about: Address) -> Receipt {
    let at = causerie_chat::Timestamp::from_millis(6);
    let chosen = Chosen { about: about.into(), choice: Choice::Blocked(true), at };
    Receipt { chosen: vec![chosen], ..Receipt::default() }
}

#[rstest]
#[case::what_was_seen(seen(address("bob")))]
#[case::what_was_decided(decided(address("carol")))]
#[tokio::test]
async fn t39_what_devices_of_one_person_tell_each_other_is_refused_in_a_room(
    #[case] receipt: Receipt,
) {
    let (world, parties) = room_of_strangers(&["alice", "bob"]).await;
    let [alice, bob] = &parties[..] else { panic!() };
    let envelope = forged(&world, bob, "alice", 50, receipt).await;

    let cause = alice.hears_of("bob", envelope).await;

    assert_eq!(cause, Some(Cause::MALFORMED));
    assert_eq!(alice.unopened().await.len(), 1);
}

#[tokio::test]
async fn t39_what_is_told_of_what_was_said_to_one_alone_counts_for_nothing() {
    let (world, parties) = room_of_strangers(&["alice", "bob"]).await;
    let [alice, bob] = &parties[..] else { panic!() };
    alice.store.remember(&person("bob")).await.unwrap();
    alice.says(1, "bob").await;
    let before = alice.state(1).await;
    let (delivered, read) = (vec![message_id(1)], vec![message_id(1)]);
    let refused = vec![(EnvelopeId::of(message_id(1), &device("bob")), Cause::MALFORMED)];
    let receipt = Receipt { delivered, read, refused, ..Receipt::default() };

    let envelope = forged(&world, bob, "alice", 50, receipt).await;
    let cause = alice.hears_of("bob", envelope).await;

    assert_eq!((cause, alice.state(1).await), (None, before));
    assert_eq!(alice.depth().await, 1);
}

#[tokio::test]
async fn t39_nobody_tells_for_another_what_they_have() {
    let (world, parties) = room_of_strangers(&["alice", "bob", "carol"]).await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_heard_by(&[bob, carol]).await;
    let read = Receipt { read: vec![message_id(1)], ..Receipt::default() };

    let envelope = forged(&world, bob, "alice", 50, read).await;
    let by_another = alice.hears_of("carol", envelope.clone()).await;
    let before = alice.has_come(1).await;
    let by_bob = alice.hears_of("bob", envelope).await;

    assert_eq!((by_another, by_bob), (Some(Cause::SENDER_MISMATCH), None));
    assert_eq!(before, both(DIRECT, DIRECT));
    assert_eq!(alice.has_come(1).await, both(DeliveryState::Read, DIRECT));
}

#[tokio::test]
async fn what_was_told_before_counts_once_and_is_kept_nowhere() {
    let (world, parties) = room_of_strangers(&["alice", "bob"]).await;
    let [alice, bob] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    let id = EnvelopeId::of(message_id(1), &device("bob"));
    let refused = Receipt { refused: vec![(id, Cause::CANNOT_OPEN)], ..Receipt::default() };
    let envelope = forged(&world, bob, "alice", 50, refused).await;

    for _ in 0..9 {
        assert_eq!(alice.hears_of("bob", envelope.clone()).await, None);
    }

    assert_eq!(alice.state(1).await, DeliveryState::Queued);
    assert_eq!(alice.retry("bob").await.unwrap().failures, 1);
    assert!(!alice.has_receipts().await);
    assert!(alice.store.message(&address("bob"), message_id(50)).await.unwrap().is_none());
}
