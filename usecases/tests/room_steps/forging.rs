//! What nobody is heard with, whoever they say they are.

use causerie_chat::{
    AccountSecret, Address, Body, Cause, Choice, Chosen, Envelope, Message, Person, Receipt,
    RoomId, RoomRequest,
};
use causerie_usecases::ports::{Contacts, Unopened};
use rstest::rstest;

use crate::{
    house::{House, Member, ROOM, at, message_id},
    talk::{envelope_of, refused},
};

#[tokio::test]
async fn t02_who_is_no_member_is_not_heard() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    let elsewhere = House::default();
    let others = elsewhere.room(&["mallory", "bob"]).await;
    others[0].says(message_id(1), "hello").await.unwrap();

    let sent = others[0].has_for(&others[1]).await;
    let outcome = refused(members[1].hears(&others[0], sent).await);

    assert_eq!(outcome[0].1, Cause::CANNOT_OPEN);
    assert!(members[1].words().await.is_empty());
    assert_eq!(members[1].store.unopened().await.unwrap().len(), 1);
}

#[tokio::test]
async fn t51_a_member_says_nothing_that_another_brings() {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;
    members[0].says(message_id(1), "by alice").await.unwrap();
    let sent = members[0].has_for(&members[1]).await;

    let second_device = "d2.alice.peers.example.org".parse().unwrap();
    let outcomes = [
        refused(members[1].hears(&members[2], sent.clone()).await),
        refused(members[1].hears_of(second_device, sent.clone()).await),
    ];
    members[1].hears(&members[0], sent).await.unwrap();

    assert!(outcomes.iter().all(|outcome| outcome[0].1 == Cause::SENDER_MISMATCH));
    assert_eq!(members[1].words().await, ["by alice"]);
}

fn said(n: u16, author: &Member) -> Message {
    Message {
        id: message_id(n),
        author: author.device.person.clone(),
        recipient: RoomId::from(ROOM).into(),
        sent_at: at(6),
        body: Body::Text("forged".parse().unwrap()),
        reply_to: None,
        expires_at: None,
    }
}

fn request() -> RoomRequest {
    RoomRequest { room: RoomId::from(ROOM), package: vec![1] }
}

fn seen(author: Address) -> Receipt {
    Receipt { seen: vec![(author, message_id(9))], ..Receipt::default() }
}

fn decided(about: Address) -> Receipt {
    let chosen = Chosen { about: about.into(), choice: Choice::Blocked(true), at: at(6) };
    Receipt { chosen: vec![chosen], ..Receipt::default() }
}

#[rstest]
#[case::in_anothers_name(|it: &mut Message, other| it.author = other, Cause::SENDER_MISMATCH)]
#[case::in_another_room(|it: &mut Message, _| it.recipient = RoomId::from([8; 16]).into(), Cause::MALFORMED)]
#[case::to_one_person(|it: &mut Message, other: Address| it.recipient = other.into(), Cause::MALFORMED)]
#[case::what_is_not_said_in_rooms(
    |it: &mut Message, _| it.body = Body::RoomRequest(Box::new(request())),
    Cause::MALFORMED
)]
#[case::what_was_seen(
    |it: &mut Message, other| it.body = Body::Receipt(seen(other)),
    Cause::MALFORMED
)]
#[case::what_was_decided(
    |it: &mut Message, other| it.body = Body::Receipt(decided(other)),
    Cause::MALFORMED
)]
#[tokio::test]
async fn t51_a_member_says_nothing(#[case] forge: fn(&mut Message, Address), #[case] cause: Cause) {
    let house = House::default();
    let members = house.room(&["alice", "bob", "carol"]).await;
    let mut message = said(1, &members[0]);
    forge(&mut message, members[2].device.person.clone());

    let id = envelope_of(message.id, &members[1]);
    let forged = members[0].forges(&message, &members[1], id).await;
    let outcome = refused(members[1].hears(&members[0], vec![forged]).await);

    assert_eq!(outcome, [(id, cause)]);
    assert!(members[1].words().await.is_empty());
}

#[tokio::test]
async fn t51_an_envelope_that_stands_for_another_message_keeps_that_from_nobody() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    let id = envelope_of(message_id(2), &members[1]);

    let forged = members[0].forges(&said(1, &members[0]), &members[1], id).await;
    let outcome = refused(members[1].hears(&members[0], vec![forged]).await);

    assert_eq!(outcome, [(id, Cause::MALFORMED)]);
}

#[tokio::test]
async fn t02_who_was_known_by_another_account_key_is_not_heard() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    let account_key = AccountSecret::from_seed(&[99; 32]).public();
    let address = members[0].device.person.clone();
    let known = Person { address, account_key, devices: Vec::new(), list: None };
    members[1].store.remember(&known).await.unwrap();
    members[0].says(message_id(1), "hello").await.unwrap();

    let sent = members[0].has_for(&members[1]).await;
    let outcome = refused(members[1].hears(&members[0], sent).await);

    assert_eq!(outcome[0].1, Cause::IDENTITY_CHANGED);
    assert!(members[1].words().await.is_empty());
}

#[tokio::test]
async fn t54_what_is_nothing_of_a_room_is_refused_and_harms_nothing() {
    let house = House::default();
    let members = house.room(&["alice", "bob"]).await;
    members[0].says(message_id(1), "hello").await.unwrap();
    let right = members[0].has_for(&members[1]).await.remove(0);
    let bytes = right.sealed.as_bytes();
    let cut = |length: usize| bytes[..length].to_vec();
    let mut changed = bytes.to_vec();
    *changed.last_mut().unwrap() ^= 1;

    for wrong in [Vec::new(), vec![0x40; 40], cut(16), cut(17), cut(bytes.len() - 1), changed] {
        let wrong = Envelope { sealed: wrong.try_into().unwrap(), ..right.clone() };
        let outcome = refused(members[1].hears(&members[0], vec![wrong]).await);
        assert_eq!(outcome[0].0, right.id);
    }
    members[1].hears(&members[0], vec![right]).await.unwrap();

    assert_eq!(members[1].words().await, ["hello"]);
}
