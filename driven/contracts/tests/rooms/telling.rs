//! Members who are no contacts are told in the room what came of theirs, and what was read.

use causerie_chat::{
    Body, Cause, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path, Receipt,
    SealedInRoom,
};
use causerie_contracts::{
    ALICE, BOB, RoomStore, Store, addressed, at, device, in_room, message, person, room, room_keep,
};
use causerie_usecases::ports::{
    Batch, HeardInRoom, NotTold, Outcome, Outgoing, RoomKeys, RoomStep, ToldInRoom,
};
use rstest::rstest;

use crate::given::{body, entry, heard, here, scene, settle, step};

pub(crate) const DAVE: &str = "dave@chat.example.org";

pub(crate) fn daves(n: u8) -> DeviceAddress {
    device(&format!("d{n}"), DAVE)
}

pub(crate) fn dave_says(n: u8) -> Message {
    in_room(n, DAVE, here(), &format!("dave {n}"))
}

/// What Dave's first device said comes by the mailbox; his second is in the room too.
pub(crate) async fn comes(store: &RoomStore, said: &Message) {
    let heard = HeardInRoom { path: Path::Mailbox, fellows: vec![daves(2)], ..heard(said) };
    store.mail.hear(heard).await.unwrap();
}

pub(crate) async fn reads(store: &RoomStore, up_to: &Message, fellows: &[DeviceAddress]) {
    let (up_to, with) = (entry(store, up_to).await.unwrap().cursor, here().into());
    store.peer.receipts.mark_read(&with, up_to, vec![], fellows.to_vec(), at(60)).await.unwrap();
}

pub(crate) async fn due(store: &RoomStore) -> Vec<DeviceAddress> {
    store.due.due_in_room(here()).await.unwrap()
}

pub(crate) async fn to_tell(store: &RoomStore, to: &DeviceAddress) -> Receipt {
    store.due.to_tell(here(), to).await.unwrap()
}

pub(crate) async fn in_sessions(store: &RoomStore, strangers: bool) -> Vec<DeviceAddress> {
    store.peer.due_receipts.due_receipts(strangers).await.unwrap()
}

pub(crate) fn receipt(delivered: &[MessageId], read: &[MessageId]) -> Receipt {
    Receipt { delivered: delivered.to_vec(), read: read.to_vec(), ..Receipt::default() }
}

pub(crate) fn told(n: u8, to: &DeviceAddress, receipt: Receipt) -> ToldInRoom {
    let message = Message { body: Body::Receipt(receipt), ..in_room(n, ALICE, here(), "-") };
    let to = addressed(&message, to);
    ToldInRoom { message, sealed: body(), to, step: step(0) }
}

pub(crate) async fn batch(store: &RoomStore, to: &DeviceAddress, again: bool) -> Batch {
    store.peer.pending.waiting(to, again, 10, 100_000).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn what_came_of_who_is_no_contact_is_to_be_told_in_the_room_and_nowhere_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    comes(&store, &dave_says(1)).await;
    let by_bob = in_room(2, BOB, here(), "bob");
    store.mail.hear(HeardInRoom { path: Path::Mailbox, ..heard(&by_bob) }).await.unwrap();

    assert_eq!(due(&store).await, [daves(1), daves(2)]);
    assert_eq!(store.due.due_in_room(room(2)).await.unwrap(), []);
    assert_eq!(to_tell(&store, &daves(2)).await, receipt(&[dave_says(1).id], &[]));
    let contacts = [device("d1", BOB), device("d2", BOB)];
    assert_eq!(in_sessions(&store, false).await, contacts);
    assert_eq!(in_sessions(&store, true).await, contacts);
}

#[rstest]
#[tokio::test]
async fn what_came_directly_is_told_to_its_author_s_other_devices_there(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let directly = HeardInRoom { fellows: vec![daves(2)], ..heard(&dave_says(1)) };
    store.mail.hear(directly).await.unwrap();
    assert_eq!(due(&store).await, [daves(2)]);

    store
        .mail
        .hear_again(&daves(1), heard(&dave_says(1)).envelope.id, Path::Mailbox)
        .await
        .unwrap();
    assert_eq!(due(&store).await, [daves(1), daves(2)]);
}

#[rstest]
#[tokio::test]
async fn what_was_read_is_told_to_the_devices_of_its_author_that_are_there(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    for said in [dave_says(1), dave_says(3), in_room(2, BOB, here(), "bob")] {
        store.mail.hear(heard(&said)).await.unwrap();
    }
    let erin = device("d1", "erin@chat.example.org");

    reads(&store, &dave_says(3), &[daves(1), daves(2), erin, device("d1", BOB)]).await;

    assert_eq!(due(&store).await, [daves(1), daves(2)]);
    let both = receipt(&[], &[dave_says(1).id, dave_says(3).id]);
    assert_eq!(to_tell(&store, &daves(1)).await, both);
    assert_eq!(to_tell(&store, &daves(2)).await, both);
}

#[rstest]
#[tokio::test]
async fn what_is_told_goes_with_the_room_to_one_device_and_is_off_what_is_due(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;
    comes(&store, &dave_says(2)).await;
    let said = told(50, &daves(1), receipt(&[dave_says(1).id], &[]));
    let (id, keep) = (said.to.id, Some(room_keep(None, 77)));
    let step = RoomStep { keep, ..step(0) };

    store.receipts.tell(ToldInRoom { step, ..said }).await.unwrap();
    let again = told(50, &daves(1), receipt(&[dave_says(2).id], &[]));
    store.receipts.tell(again).await.unwrap();

    assert_eq!(to_tell(&store, &daves(1)).await, receipt(&[dave_says(2).id], &[]));
    assert_eq!(due(&store).await, [daves(1), daves(2)]);
    let kept = store.book.room(here()).await.unwrap().unwrap();
    assert_eq!((kept.state[0], kept.known.version, kept.known.keys.told), (77, 1, 1));
    let envelope = Envelope { id, recipient: daves(1), sealed: body() };
    let sent = [Outgoing { envelope, trace: Some(causerie_contracts::trace()) }];
    let ids = |batch: Batch| batch.sealed.into_iter().map(|it| it.envelope).collect::<Vec<_>>();
    assert_eq!(ids(batch(&store, &daves(1), false).await), [sent[0].envelope.clone()]);
    assert_eq!(batch(&store, &daves(2), false).await, Batch::default());
    assert!(!store.peer.sessions.has_session(&daves(1)).await.unwrap());
    assert_eq!(entry(&store, &told(50, &daves(1), Receipt::default()).message).await, None);
}

#[rstest]
#[tokio::test]
async fn what_was_sealed_in_another_version_is_not_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;

    let late = told(50, &daves(1), receipt(&[dave_says(1).id], &[]));
    let outcome = store.receipts.tell(ToldInRoom { step: step(5), ..late }).await;

    assert!(matches!(outcome, Err(NotTold::Stale)));
    assert_eq!(to_tell(&store, &daves(1)).await, receipt(&[dave_says(1).id], &[]));
    assert_eq!(batch(&store, &daves(1), true).await, Batch::default());
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().known.keys.told, 0);
}

#[rstest]
#[tokio::test]
async fn how_much_was_told_is_kept_until_there_are_other_keys(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;
    for n in 0..3 {
        store.receipts.tell(told(50 + n, &daves(1), Receipt::default())).await.unwrap();
    }

    let store = store.reopened();
    let known = store.book.room(here()).await.unwrap().unwrap().known;
    assert_eq!((known.keys.told, store.book.rooms().await.unwrap()[0].keys.told), (3, 3));

    store.rooms.update(&known, None, None).await.unwrap();
    let mut known = store.book.room(here()).await.unwrap().unwrap().known;
    assert_eq!(known.keys.told, 3);
    known.keys = RoomKeys::fresh(at(9), known.version + 1);
    store.rooms.update(&known, None, None).await.unwrap();
    assert_eq!(store.book.room(here()).await.unwrap().unwrap().known.keys.told, 0);
}

#[rstest]
#[tokio::test]
async fn what_is_not_to_be_told_there_waits_until_they_are_a_contact(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;

    store.receipts.leave_untold(here(), &daves(1)).await.unwrap();
    store.receipts.leave_untold(room(2), &daves(2)).await.unwrap();

    assert_eq!(due(&store).await, [daves(2)]);
    assert_eq!(to_tell(&store, &daves(1)).await, Receipt::default());
    store.peer.contacts.remember(&person(DAVE, 4, &[("d1", 41), ("d2", 42)])).await.unwrap();
    assert!(due(&store).await.is_empty());
    let contacts = in_sessions(&store, false).await;
    assert!(contacts.contains(&daves(1)) && contacts.contains(&daves(2)));
}

#[rstest]
#[tokio::test]
async fn what_could_not_be_opened_is_told_in_the_room_it_is_of_each_of_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let sealed = SealedInRoom { room: here(), message: b"mls" }.encode().unwrap();
    let envelope = |n: u16| {
        let id = [&[9; 14], &n.to_be_bytes()[..]].concat();
        let (id, recipient) = (EnvelopeId::try_from(&id[..]).unwrap(), device("d1", ALICE));
        Envelope { id, recipient, sealed: sealed.clone() }
    };

    let causes = [Cause::CANNOT_OPEN, Cause::MALFORMED];
    for n in 0..300 {
        let cause = &causes[usize::from(n % 2)];
        store.mail.refuse(&daves(1), &envelope(n), cause, Path::Mailbox, at(50)).await.unwrap();
    }
    store.mail.refuse(&daves(2), &envelope(1), &causes[0], Path::Direct, at(50)).await.unwrap();

    assert_eq!(due(&store).await, [daves(1)]);
    let refused = to_tell(&store, &daves(1)).await.refused;
    assert_eq!(refused.len(), Receipt::MOST);
    assert_eq!(
        refused[..2],
        [(envelope(0).id, causes[0].clone()), (envelope(1).id, causes[1].clone())]
    );

    let all = Receipt { refused, ..Receipt::default() };
    store.receipts.tell(told(50, &daves(1), all)).await.unwrap();
    assert!(due(&store).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn what_was_said_to_this_person_alone_is_not_told_in_a_room(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let alone = message(1, DAVE, ALICE, "between us");
    let opening = std::sync::Arc::new(causerie_contracts::Reading {
        meets: Some(person(DAVE, 4, &[("d1", 41)])),
        ..Default::default()
    });
    let envelopes = vec![causerie_contracts::received(&alone)];
    store.peer.inbox.take(&daves(1), envelopes, opening, Path::Mailbox, at(50)).await.unwrap();

    comes(&store, &dave_says(2)).await;

    assert_eq!(to_tell(&store, &daves(1)).await, receipt(&[dave_says(2).id], &[]));
}

#[rstest]
#[tokio::test]
async fn what_was_told_lies_in_the_mailbox_and_is_not_sealed_anew(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    comes(&store, &dave_says(1)).await;
    let said = told(50, &daves(1), receipt(&[dave_says(1).id], &[]));
    let of = said.message.clone();
    store.receipts.tell(said).await.unwrap();
    let waits = |batch: Batch| batch.sealed.len();

    settle(&store, &of, &daves(1), Outcome::Stored).await;
    let lies = Batch { receipts_in_mailbox: 1, ..Batch::default() };
    assert_eq!(batch(&store, &daves(1), false).await, lies);
    assert_eq!(waits(batch(&store, &daves(1), true).await), 1);

    // Something in a session with the same device could not be opened.
    let hello = message(60, ALICE, DAVE, "hello");
    store.peer.sends(&hello, &[daves(1)], 10).await;
    settle(&store, &hello, &daves(1), Outcome::SealAnew).await;
    let now = batch(&store, &daves(1), false).await;
    assert_eq!(
        now.sealed.iter().map(|it| it.envelope.id).collect::<Vec<_>>(),
        [EnvelopeId::of(of.id, &daves(1))]
    );
    assert!(now.unsealed_next);

    for _ in 0..8 {
        assert_eq!(waits(batch(&store, &daves(1), false).await), 1);
        settle(&store, &of, &daves(1), Outcome::SealAnew).await;
    }
    assert_eq!(waits(batch(&store, &daves(1), false).await), 0);
}
