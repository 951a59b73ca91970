//! Receipts that say what is not so.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{
    Body, Cause, DeliveryState, Envelope, EnvelopeId, Message, MessageId, Path, Receipt,
};
use causerie_session::Session;
use causerie_usecases::ports::{Batch, Contacts, History, Pending};
use given::{
    address, device, envelope_id,
    forger::{honest, seals},
    mail::Counter,
    message, message_id,
    party::Party,
    person,
    world::{World, world},
};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
const BY_MAIL: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

/// Alice, of whom message 1 lies in Bob's mailbox and message 2 waits to be sent to him; Bob writes his receipts by hand.
async fn scene() -> (World, Party) {
    let world = world();
    let (alice, _bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.leaves("bob").await;
    world.mail.is(Counter::Open);
    alice.tells(1, "bob").await;
    world.mail.is(Counter::Shut);
    alice.tells(2, "bob").await;
    (world, alice)
}

/// Somebody's session with Alice.
struct Teller<'a> {
    name: &'a str,
    session: Option<Session>,
    told: u16,
}

impl<'a> Teller<'a> {
    async fn new(world: &World, name: &'a str) -> Self {
        let bundle = world.directory.bundle(device(name), device("alice")).await;
        Self { name, session: Some(honest(name).begins(bundle, "alice")), told: 900 }
    }

    /// The receipt in an envelope of its own.
    fn seals(&mut self, receipt: Receipt) -> Envelope {
        self.told += 1;
        let body = Body::Receipt(receipt);
        let said = Message { body, ..message(self.told, self.name, "alice") };
        let (session, sealed) = seals(self.session.take().unwrap(), &said);
        self.session = Some(session);
        Envelope {
            id: EnvelopeId::of(said.id, &device("alice")),
            recipient: device("alice"),
            sealed,
        }
    }

    async fn tells(&mut self, alice: &Party, receipt: Receipt) {
        let envelope = self.seals(receipt);
        alice.receives(self.name, vec![envelope]).await.unwrap();
    }
}

fn delivered(n: u16) -> Receipt {
    Receipt { delivered: vec![message_id(n)], ..Receipt::default() }
}

fn read(n: u16) -> Receipt {
    Receipt { read: vec![message_id(n)], ..Receipt::default() }
}

fn refused(id: EnvelopeId, cause: Cause) -> Receipt {
    Receipt { refused: vec![(id, cause)], ..Receipt::default() }
}

/// All that Alice keeps for Bob, and what keeps it.
async fn kept(alice: &Party) -> (Batch, Option<Cause>, Vec<DeliveryState>) {
    let batch = alice.store.waiting(&device("bob"), true, 100, usize::MAX).await.unwrap();
    (batch, alice.cause("bob").await, alice.states([1, 2]).await)
}

#[rstest]
#[case::delivered(delivered(1))]
#[case::read(read(1))]
#[case::what_waits_delivered(delivered(2))]
#[case::refused_to_be_sealed_anew(refused(envelope_id(1, "bob"), Cause::CANNOT_OPEN))]
#[case::refused_for_good(refused(envelope_id(1, "bob"), Cause::MALFORMED))]
#[case::refused_for_a_changed_key(refused(envelope_id(2, "bob"), Cause::IDENTITY_CHANGED))]
#[tokio::test]
async fn t03_carols_receipt_for_a_message_to_bob_changes_nothing(#[case] receipt: Receipt) {
    let (world, alice) = scene().await;
    let carol = world.joins("carol").await;
    let before = kept(&alice).await;

    Teller::new(&world, "carol").await.tells(&alice, receipt).await;

    assert_eq!(kept(&alice).await, before);
    assert_eq!(before.0.sealed.len(), 2);
    drop(carol);
}

#[rstest]
#[case::delivered(delivered(77))]
#[case::read(read(77))]
#[case::refused(refused(envelope_id(77, "bob"), Cause::CANNOT_OPEN))]
#[case::refused_what_is_for_another(refused(envelope_id(1, "carol"), Cause::MALFORMED))]
#[tokio::test]
async fn a_receipt_for_what_was_never_sent_changes_nothing(#[case] receipt: Receipt) {
    let (world, alice) = scene().await;
    let before = kept(&alice).await;

    Teller::new(&world, "bob").await.tells(&alice, receipt).await;

    assert_eq!(kept(&alice).await, before);
    assert_eq!(alice.conversation("bob").await.len(), 2);
}

#[tokio::test]
async fn a_receipt_for_what_its_author_wrote_themselves_changes_nothing() {
    let (world, alice) = scene().await;
    let mut bob = Teller::new(&world, "bob").await;
    let said = message(1, "bob", "alice");
    let (session, sealed) = seals(bob.session.take().unwrap(), &said);
    bob.session = Some(session);
    let id = EnvelopeId::of(said.id, &device("alice"));
    let envelope = Envelope { id, recipient: device("alice"), sealed };
    alice.receives("bob", vec![envelope]).await.unwrap();

    bob.tells(&alice, read(1)).await;

    // Message 1 of Alice, who used the same number, is the one that was read.
    assert_eq!(alice.state(1).await, DeliveryState::Read);
    let theirs = alice.store.message(&address("bob"), message_id(1)).await.unwrap();
    assert_eq!(theirs.unwrap().state, DIRECT);
}

#[tokio::test]
async fn a_receipt_that_is_replayed_changes_nothing() {
    let (world, alice) = scene().await;
    let mut bob = Teller::new(&world, "bob").await;
    let envelope = bob.seals(refused(envelope_id(1, "bob"), Cause::CANNOT_OPEN));
    alice.receives("bob", vec![envelope.clone()]).await.unwrap();
    let failures = alice.retry("bob").await.unwrap().failures;
    let before = kept(&alice).await;

    alice.receives("bob", vec![envelope.clone()]).await.unwrap();
    let again = Envelope { id: envelope_id(950, "alice"), ..envelope };
    alice.receives("bob", vec![again]).await.unwrap_err();

    assert_eq!(kept(&alice).await, before);
    assert_eq!(alice.retry("bob").await.unwrap().failures, failures);
}

#[tokio::test]
async fn what_is_told_again_in_another_receipt_changes_nothing_either() {
    let (world, alice) = scene().await;
    let mut bob = Teller::new(&world, "bob").await;
    bob.tells(&alice, delivered(1)).await;
    alice.delivers("bob").await;
    let before = (kept(&alice).await, alice.retry("bob").await);
    assert!(before.1.is_some());
    world.later(9);

    bob.tells(&alice, delivered(1)).await;
    bob.tells(&alice, refused(envelope_id(1, "bob"), Cause::CANNOT_OPEN)).await;
    bob.tells(&alice, refused(envelope_id(1, "bob"), Cause::MALFORMED)).await;

    assert_eq!((kept(&alice).await, alice.retry("bob").await), before);
    assert_eq!(alice.state(1).await, BY_MAIL);
}

#[rstest]
#[case::read_before_delivered(&[read(1), delivered(1)], DeliveryState::Read)]
#[case::in_one_receipt(&[Receipt { read: vec![message_id(1)], ..delivered(1) }], DeliveryState::Read)]
#[case::delivered_and_then_refused(
    &[delivered(1), refused(envelope_id(1, "bob"), Cause::MALFORMED)],
    BY_MAIL
)]
#[case::refused_and_then_delivered(
    &[refused(envelope_id(1, "bob"), Cause::MALFORMED), delivered(1)],
    DeliveryState::Failed(Cause::MALFORMED)
)]
#[case::to_be_sealed_anew_and_then_delivered(
    &[refused(envelope_id(1, "bob"), Cause::CANNOT_OPEN), delivered(1)],
    BY_MAIL
)]
#[tokio::test]
async fn states_move_only_forward(#[case] receipts: &[Receipt], #[case] end: DeliveryState) {
    let (world, alice) = scene().await;
    let mut bob = Teller::new(&world, "bob").await;

    for receipt in receipts {
        bob.tells(&alice, receipt.clone()).await;
    }

    assert_eq!(alice.state(1).await, end);
    let lies = alice.store.waiting(&device("bob"), true, 100, usize::MAX).await.unwrap();
    assert!(lies.sealed.iter().all(|sent| sent.envelope.id != envelope_id(1, "bob")));
}

#[tokio::test]
async fn a_cause_of_a_later_version_fails_a_message_for_that_cause() {
    let (world, alice) = scene().await;
    let cause: Cause = "SOLAR_FLARE".parse().unwrap();
    let mut bob = Teller::new(&world, "bob").await;

    bob.tells(&alice, refused(envelope_id(1, "bob"), cause.clone())).await;

    assert_eq!(alice.state(1).await, DeliveryState::Failed(cause.clone()));
    assert_eq!(alice.why_cause(1).await, Some(cause));
}

#[tokio::test]
async fn t54_a_receipt_full_of_nonsense_costs_nothing_else() {
    let (world, alice) = scene().await;
    let mut bob = Teller::new(&world, "bob").await;
    let ids: Vec<MessageId> = (100..100 + 256).map(message_id).collect();
    let refused = ids.iter().map(|id| (EnvelopeId::of(*id, &device("bob")), Cause::CANNOT_OPEN));
    let nonsense = Receipt {
        refused: refused.collect(),
        delivered: ids.clone(),
        read: ids,
        ..Receipt::default()
    };
    let before = kept(&alice).await;

    bob.tells(&alice, nonsense).await;

    assert_eq!(kept(&alice).await, before);
    bob.tells(&alice, delivered(1)).await;
    assert_eq!(alice.state(1).await, BY_MAIL);
}
