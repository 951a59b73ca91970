//! T5: history is given to another device of the same person, which stands in the list that the account key signed, to nobody else, and by no other
//! way than the one it is asked for by.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod given;

use causerie_chat::{
    Body, Cause, DeviceAddress, DeviceSecret, Envelope, EnvelopeId, HistoryKey, HistoryPart,
    HistoryWanted, Introduction, Message,
};
use causerie_session::{IdentitySecret, Randomness, RustCrypto};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{FetchHistoryError, ReceiveEnvelopes, SendMessage, TakeQuestionError},
    ports::{Chronicle, Mail, MailItem, MailNumber, Outgoing},
};
use given::{
    address, device,
    forger::{Forger, honest, party_name, seals},
    linking::{acquainted, delivers_to, links, of_alice, revokes, secret_of},
    message, message_id,
    party::{Party, refused},
    secrets,
    wire::Weather,
    world::{World, world},
};
use rstest::rstest;

/// Alice, Bob, and Alice's phone, which has begun to fetch what she and Bob said.
async fn scene() -> (World, Party, Party, Party) {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let phone = links(&world, &alice, "phone").await;
    phone.begins_transfer(None).await.unwrap();
    (world, alice, bob, phone)
}

/// A question of the phone's that did not come to Alice's first device.
async fn question(world: &World, phone: &Party) -> Envelope {
    world.wire.drain();
    world.wire.is(Weather::Cut);
    phone.fetches_page().await.unwrap_err();
    world.wire.is(Weather::Clear);
    world.wire.drain().remove(0).envelope
}

fn wanted() -> Body {
    let key = HistoryKey::from_random([7; 32]);
    let (part, before, limit) = (HistoryPart::Entries, None, 200);
    Body::HistoryWanted(Box::new(HistoryWanted { key, part, before, limit }))
}

/// What a message is brought in that somebody seals by hand.
async fn by_hand(world: &World, forger: &Forger, by: DeviceAddress, said: &Message) -> Envelope {
    let recipient = device("alice");
    let bundle = world.directory.bundle(by, recipient.clone()).await;
    let (_, sealed) = seals(forger.begins(bundle, "alice"), said);
    Envelope { id: EnvelopeId::of(said.id, &recipient), recipient, sealed }
}

async fn why_not(alice: &Party, sender: DeviceAddress, envelope: Envelope) -> Cause {
    match alice.is_asked(sender, envelope).await {
        Err(TakeQuestionError::Refused(cause)) => cause,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn t05_the_phone_itself_is_answered_once() {
    let (world, alice, _bob, phone) = scene().await;
    let question = question(&world, &phone).await;

    let first = alice.is_asked(of_alice("phone"), question.clone()).await;
    let again = why_not(&alice, of_alice("phone"), question).await;

    assert!(first.unwrap().is_some());
    assert_eq!(again, Cause::CANNOT_OPEN);
}

#[rstest]
#[case::a_device_of_a_contact(device("bob"))]
#[case::a_stranger(device("mallory"))]
#[case::a_device_that_the_directory_made_up(of_alice("fake"))]
#[case::this_device_itself(of_alice("d1"))]
#[tokio::test]
async fn t05_nobody_else_is_answered_whatever_they_bring(#[case] sender: DeviceAddress) {
    let (world, alice, _bob, phone) = scene().await;
    let question = question(&world, &phone).await;

    let cause = why_not(&alice, sender, question.clone()).await;

    assert_eq!(cause, Cause::NOT_YOUR_DEVICE);
    // It was not even opened.
    assert!(alice.is_asked(of_alice("phone"), question).await.unwrap().is_some());
}

#[tokio::test]
async fn t05_a_contact_who_asks_in_their_own_session_is_not_answered() {
    let (world, alice, bob, _phone) = scene().await;
    let said = Message { body: wanted(), ..message(70, "bob", "alice") };
    let question = by_hand(&world, &honest("bob"), device("bob"), &said).await;

    let by_its_own_way = why_not(&alice, device("bob"), question.clone()).await;
    let as_a_delivery = refused(alice.receives("bob", vec![question]).await);

    assert_eq!(by_its_own_way, Cause::NOT_YOUR_DEVICE);
    assert_eq!(as_a_delivery[0].1, Cause::WRONG_WAY);
    drop(bob);
}

#[tokio::test]
async fn t05_a_device_that_was_revoked_is_not_answered() {
    let (world, alice, _bob, phone) = scene().await;
    phone.fetches_page().await.unwrap();
    revokes(&world, &alice, "phone").await.unwrap();

    let outcome = phone.fetches_page().await;

    assert!(
        matches!(&outcome, Err(FetchHistoryError::NotNow(cause)) if *cause == Cause::NOT_YOUR_DEVICE),
        "{outcome:?}"
    );
    assert_eq!(phone.store.length().await.unwrap(), 0);
}

#[tokio::test]
async fn t05_a_person_without_a_signed_list_answers_no_other_device() {
    let world = world();
    let (alice, second) = (world.joins("alice").await, world.joins("d2.alice").await);
    alice.learns_devices().await.unwrap();
    second.learns_devices().await.unwrap();
    second.begins_transfer(Some("d1")).await.unwrap();

    let outcome = second.fetches_page().await;

    assert!(
        matches!(&outcome, Err(FetchHistoryError::NotNow(cause)) if *cause == Cause::NOT_YOUR_DEVICE),
        "{outcome:?}"
    );
}

#[rstest]
#[case::with_another_account_key("mallory", secrets("mallory").1)]
#[case::with_a_device_key_of_its_own("alice", secrets("mallory").1)]
#[tokio::test]
async fn t05_who_stands_in_for_the_phone_by_a_certificate_alone_is_not_answered(
    #[case] account: &str,
    #[case] own: DeviceSecret,
) {
    let (world, alice, _bob, _phone) = scene().await;
    let phone = of_alice("phone");
    let introduction = if account == "alice" {
        // What the phone says of itself is no secret, and says another key.
        let key = secret_of("phone");
        Introduction::sign(phone.clone(), &secrets("alice").0, &key)
    } else {
        Introduction::sign(phone.clone(), &secrets(account).0, &own)
    };
    let forger = Forger {
        identity: IdentitySecret::of_seed(&RustCrypto, own.seed()),
        name: party_name(account, &phone),
        introduction: introduction.encode(&[]),
    };
    let said = Message { body: wanted(), ..message(70, "alice", "alice") };
    let question = by_hand(&world, &forger, phone.clone(), &said).await;

    let cause = why_not(&alice, phone, question).await;

    assert_eq!(cause, Cause::SENDER_MISMATCH);
}

#[rstest]
#[case::directly(false)]
#[case::by_the_mailbox(true)]
#[tokio::test]
async fn t05_a_question_that_comes_another_way_is_refused_and_opens_no_more(
    #[case] by_mailbox: bool,
) {
    let (world, alice, _bob, phone) = scene().await;
    let question = question(&world, &phone).await;
    let (sender, at) = (of_alice("phone"), world.clock.now());
    let before = alice.store.length().await.unwrap();

    if by_mailbox {
        let sent = Outgoing { envelope: question.clone(), trace: None };
        let mail = Mail::Envelope { from: sender.clone(), sent };
        alice.takes(vec![MailItem { number: MailNumber(1), mail }]).await.unwrap();
    } else {
        let envelopes = vec![question.clone()];
        let command = ReceiveEnvelopes {
            sender: sender.clone(),
            envelopes,
            at,
            randomness: Randomness::new([9; 32]),
        };
        let causes = refused(alice.peer.receive_envelopes.handle(command).await);
        assert_eq!(causes, [(question.id, Cause::WRONG_WAY)]);
    }

    let unopened = alice.unopened().await;
    assert_eq!(unopened[0].cause, Cause::WRONG_WAY);
    assert_eq!(alice.store.length().await.unwrap(), before);
    assert_eq!(why_not(&alice, sender, question).await, Cause::CANNOT_OPEN);
}

#[tokio::test]
async fn t05_what_is_no_question_is_not_taken_where_questions_are() {
    let (world, alice, _bob, phone) = scene().await;
    phone.fetches_page().await.unwrap();
    let (to, text) = (address("alice").into(), "note to self".parse().unwrap());
    let (at, randomness) = (world.clock.now(), world.clock.randomness());
    let (id, reply_to, expires_in, trace) = (message_id(71), None, None, None);
    let command = SendMessage { id, to, text, reply_to, expires_in, at, trace, randomness };
    phone.peer.send_message.handle(command).await.unwrap();
    world.wire.drain();
    world.wire.is(Weather::Cut);
    delivers_to(&phone, of_alice("d1")).await;
    world.wire.is(Weather::Clear);
    let envelope = world.wire.drain().remove(0).envelope;
    let before = alice.store.length().await.unwrap();

    let cause = why_not(&alice, of_alice("phone"), envelope).await;

    assert_eq!(cause, Cause::WRONG_WAY);
    assert_eq!(alice.store.length().await.unwrap(), before);
}

#[tokio::test]
async fn t05_a_question_to_another_device_is_not_answered_by_this_one() {
    let (world, alice, _bob, phone) = scene().await;
    let question = question(&world, &phone).await;
    let elsewhere = Envelope { recipient: of_alice("pad"), ..question };

    assert_eq!(why_not(&alice, of_alice("phone"), elsewhere).await, Cause::WRONG_RECIPIENT);
}

#[tokio::test]
async fn t05_the_page_of_another_question_is_not_kept() {
    let (world, _alice, _bob, phone) = scene().await;
    phone.fetches_page().await.unwrap();
    world.wire.is(Weather::EarlierPage);
    let before = phone.transfer().await;

    let outcome = phone.fetches_page().await;

    assert!(
        matches!(&outcome, Err(FetchHistoryError::NotNow(cause)) if *cause == Cause::MALFORMED),
        "{outcome:?}"
    );
    assert_eq!(phone.store.length().await.unwrap(), 0);
    assert_eq!(phone.transfer().await.unwrap().next, before.unwrap().next);
    world.wire.is(Weather::Clear);
    assert_eq!(phone.fetches_all().await, 1);
}
