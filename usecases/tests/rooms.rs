//! What was said in rooms, as far as conversations go.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{
    Cause, Conversation, DeliveryState, Envelope, EnvelopeId, Message, Path, RoomDepartures,
    RoomId, RoomKind, RoomPlace, RoomTrail, Sealed,
};
use causerie_usecases::{
    QueryHandler,
    peer::{
        ChangeError,
        queries::{About, ReadConversations, ReadMessage, Reason, Why},
    },
    ports::{
        Addressed, Contacts, Cursor, Event, EventLog, GroupKeep, HeardInRoom, History, KnownRoom,
        RoomBook, RoomKeys, RoomMail, RoomNews, RoomStanding, RoomStep, Rooms, SaidInRoom,
    },
};
use given::{
    at, device,
    devices::alice_and_bob,
    forger::{honest, seals},
    linking::{acquainted, delivers_to, links, of_alice},
    message, message_id,
    party::{Party, refused},
    person,
    world::world,
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

fn room() -> RoomId {
    RoomId::from([7; 16])
}

fn in_room(n: u16, author: &str) -> Message {
    Message { recipient: room().into(), ..message(n, author, "nobody") }
}

fn step() -> RoomStep {
    RoomStep { room: room(), version: 0, keep: None }
}

/// The room is here, and Bob said message 900 in it.
async fn comes_in(party: &Party) {
    let known = KnownRoom {
        id: room(),
        kind: RoomKind::Private,
        host: "example.org".parse().unwrap(),
        name: "book club".parse().unwrap(),
        place: RoomPlace(0),
        standing: RoomStanding::Member,
        departures: RoomDepartures::default(),
        trail: RoomTrail::default(),
        keys: RoomKeys::default(),
        version: 0,
    };
    let keep = GroupKeep { tree: Some(vec![1]), state: vec![2].into() };
    party.store.add(&known, keep).await.unwrap();
    let said = in_room(900, "bob");
    let recipient = device(&party.name);
    let id = EnvelopeId::of(said.id, &recipient);
    let heard = HeardInRoom {
        message: said,
        from: device("bob"),
        envelope: Envelope { id, recipient, sealed: Sealed::try_from(vec![3]).unwrap() },
        step: step(),
        path: Path::Direct,
        at: at(5),
        is_told: false,
        fellows: Vec::new(),
        readers: Vec::new(),
        leaves: None,
    };
    party.store.hear(heard).await.unwrap();
}

#[rstest]
#[case::by_another_of_ones_own_devices("d2.alice", "alice")]
#[case::by_somebody_else("bob", "bob")]
#[tokio::test]
async fn t03_what_is_said_in_a_room_does_not_come_in_a_session(
    #[case] from: &str,
    #[case] author: &str,
) {
    let (world, alices, _bobs) = alice_and_bob(2, 1).await;
    let alice = &alices[0];
    let mark = alice.events.latest();
    let smuggled = in_room(1, author);
    let bundle = world.directory.bundle(device(from), device("alice")).await;
    let (_, sealed) = seals(honest(from).begins(bundle, "alice"), &smuggled);

    let id = EnvelopeId::of(smuggled.id, &device("alice"));
    let envelope = Envelope { id, recipient: device("alice"), sealed };
    let outcome = refused(alice.receives(from, vec![envelope]).await);

    assert_eq!(outcome, [(id, Cause::WRONG_RECIPIENT)]);
    assert_eq!(alice.store.conversations().await.unwrap(), []);
    let told = alice.told_since(mark).await;
    assert!(!told.contains(&Event::Conversation(room().into())), "{told:?}");
}

#[tokio::test]
async fn a_room_is_a_conversation_among_others() {
    let world = world();
    let alice = world.joins("alice").await;
    comes_in(&alice).await;

    let told = alice.peer.read_conversations.handle(ReadConversations { at: at(9) }).await.unwrap();

    assert_eq!(told.iter().map(|it| &it.with).collect::<Vec<_>>(), [&Conversation::from(room())]);
}

#[tokio::test]
async fn a_message_of_a_room_is_not_changed_in_sessions() {
    let world = world();
    let alice = world.joins("alice").await;
    alice.store.remember(&person("bob")).await.unwrap();
    comes_in(&alice).await;

    let refused = alice.reacts(1, ("bob", 900), Some("👍")).await;

    // The room here is none that anything could be sealed in.
    assert!(matches!(refused, Err(ChangeError::NotSealed(_))));
    assert_eq!(alice.depth().await, 0);
}

#[tokio::test]
async fn why_a_room_has_not_got_something_is_told_for_each_device() {
    let world = world();
    let alice = world.joins("alice").await;
    comes_in(&alice).await;
    let said = in_room(1, "alice");
    let envelopes = ["bob", "carol"].map(device).map(|recipient| {
        let id = EnvelopeId::of(said.id, &recipient);
        Addressed { id, recipient, trace: None }
    });
    let sealed = Sealed::try_from(vec![1; 9]).unwrap();
    let said = SaidInRoom { message: said, sealed, envelopes: envelopes.to_vec(), step: step() };
    alice.store.say(said).await.unwrap();

    let why = alice.peer.why.handle(Why::Message(message_id(1))).await.unwrap();

    let told = why.into_iter().map(|it| (it.about, it.with, it.device));
    let sent = || About::Sent(message_id(1), DeliveryState::Queued);
    let expected = ["bob", "carol"].map(|of| (sent(), room().into(), Some(device(of))));
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn why_of_a_room_is_why_of_all_that_was_said_in_it_and_of_the_room_itself() {
    let world = world();
    let alice = world.joins("alice").await;
    comes_in(&alice).await;
    let said = in_room(1, "alice");
    let recipient = device("bob");
    let id = EnvelopeId::of(said.id, &recipient);
    let envelopes = vec![Addressed { id, recipient, trace: None }];
    let sealed = Sealed::try_from(vec![1; 9]).unwrap();
    alice.store.say(SaidInRoom { message: said, sealed, envelopes, step: step() }).await.unwrap();
    let reached = alice.store.reached(message_id(1)).await.unwrap();
    let known = alice.store.room(room()).await.unwrap().unwrap().known;
    let lost = KnownRoom { standing: RoomStanding::Lost, ..known };

    let before = alice.peer.why.handle(Why::Room(room(), at(9))).await.unwrap();
    alice.store.update(&lost, None, None).await.unwrap();
    let after = alice.peer.why.handle(Why::Room(room(), at(9))).await.unwrap();

    let sent = || About::Sent(message_id(1), DeliveryState::Queued);
    let abouts = |why: &[Reason]| why.iter().map(|it| it.about.clone()).collect::<Vec<_>>();
    assert_eq!(abouts(&before), [sent()]);
    assert_eq!(abouts(&after), [sent(), About::Room]);
    assert_eq!(after[1].cause, Cause::ROOM_LOST);
    let other = RoomId::from([8; 16]);
    assert_eq!(alice.peer.why.handle(Why::Room(other, at(9))).await.unwrap(), []);
    let query = ReadMessage { id: message_id(1), from: None, at: at(9) };
    let report = alice.peer.read_message.handle(query).await.unwrap().unwrap();
    assert_eq!((report.reached.len(), report.reached), (1, reached));
}

#[tokio::test]
async fn a_new_device_is_given_what_was_said_in_rooms() {
    let world = world();
    let (alice, _bob) = acquainted(&world).await;
    comes_in(&alice).await;
    let phone = links(&world, &alice, "phone").await;
    world.is_at_device(&of_alice("phone"), "127.0.0.1:7501").await;
    delivers_to(&alice, of_alice("phone")).await;

    phone.begins_transfer(None).await.unwrap();
    phone.fetches_all().await;

    let said = phone.store.conversation(&room().into(), Cursor(0), 10).await.unwrap();
    let said: Vec<_> = said.into_iter().map(|it| (it.message, it.state)).collect();
    assert_eq!(said, [(in_room(900, "bob"), DIRECT)]);
}
