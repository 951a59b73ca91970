//! What others put into somebody's mailbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, DeviceAddress, Envelope, Message, Path, Sealed};
use causerie_usecases::ports::{Contacts, Outgoing, Pending};
use given::{
    device, envelope_id,
    forger::{honest, seals},
    mail::Counter,
    mailing::bob_is_away,
    message,
    party::numbers,
    person,
    world::World,
};
use rstest::rstest;

/// What `said` travels in from the device of `of`, whoever it says wrote it.
async fn sealed_by(world: &World, of: &str, said: &Message) -> Envelope {
    let bundle = world.directory.bundle(device(of), device("bob")).await;
    let (_, sealed) = seals(honest(of).begins(bundle, "bob"), said);
    let id = causerie_chat::EnvelopeId::of(said.id, &device("bob"));
    Envelope { id, recipient: device("bob"), sealed }
}

async fn deposits(world: &World, from: &DeviceAddress, envelope: Envelope) {
    world.mail.takes(from, vec![Outgoing { envelope, trace: None }]).await.unwrap();
}

fn garbage(n: u16) -> Envelope {
    let sealed = Sealed::try_from(vec![0xFF; 40]).unwrap();
    Envelope { id: envelope_id(n, "bob"), recipient: device("bob"), sealed }
}

#[rstest]
#[case::t26_of_another_author("carol", "carol", Cause::SENDER_MISMATCH)]
#[case::t03_sealed_by_another_device("alice", "alice", Cause::SENDER_MISMATCH)]
#[case::t03_said_to_be_of_another("alice", "carol", Cause::SENDER_MISMATCH)]
#[tokio::test]
async fn what_is_not_its_depositors_is_refused_with_a_cause_and_told(
    #[case] author: &str,
    #[case] sealer: &str,
    #[case] cause: Cause,
) {
    let (world, _alice, bob) = bob_is_away().await;
    let _carol = world.joins("carol").await;
    let mallory = world.joins("mallory").await;
    for depositor in ["mallory", "carol"] {
        bob.store.remember(&person(depositor)).await.unwrap();
    }
    let envelope = sealed_by(&world, sealer, &message(1, author, "bob")).await;
    // Deposited by Mallory; or by Carol what Alice is said to have written.
    let depositor = if author == sealer { device("mallory") } else { device(sealer) };
    deposits(&world, &depositor, envelope).await;

    bob.fetches().await;

    assert!(bob.heard(author).await.is_empty() && bob.heard("mallory").await.is_empty());
    let told: Vec<_> = bob.unopened().await.into_iter().map(|it| (it.from, it.cause)).collect();
    assert_eq!(told, [(depositor.clone(), cause)]);
    bob.writes_receipts().await;
    let due: Vec<_> = bob.store.due().await.unwrap().into_iter().map(|due| due.to).collect();
    assert_eq!(due, [depositor]);
    drop(mallory);
}

#[tokio::test]
async fn t48_garbage_between_good_envelopes_breaks_nothing() {
    let (world, alice, bob) = bob_is_away().await;
    let carol = world.joins("carol").await;
    for n in 1..=3 {
        alice.tells(n, "bob").await;
        deposits(&world, &device("alice"), garbage(100 + n)).await;
        deposits(&world, &device("mallory"), garbage(200 + n)).await;
        carol.tells(10 + n, "bob").await;
    }

    bob.fetches().await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!(bob.heard("carol").await, numbers([11, 12, 13]));
    assert_eq!(bob.unopened().await.len(), 6);
    assert!(world.mail.lying_for("bob").await.is_empty());
    bob.tells_receipts("alice").await;
    bob.tells_receipts("carol").await;
    for n in 1..=3 {
        let delivered = DeliveryState::Delivered(Path::Mailbox);
        assert_eq!(
            (alice.state(n).await, carol.state(10 + n).await),
            (delivered.clone(), delivered)
        );
    }
}

#[tokio::test]
async fn t54_a_mailbox_full_of_garbage_is_worked_off_and_told_within_bounds() {
    let (world, alice, bob) = bob_is_away().await;
    bob.store.remember(&person("mallory")).await.unwrap();
    for n in 1_000..1_600 {
        deposits(&world, &device("mallory"), garbage(n)).await;
    }
    alice.tells(1, "bob").await;

    bob.fetches().await;

    assert_eq!((bob.heard("alice").await, bob.unopened().await.len()), (numbers([1]), 256));
    for _ in 0..3 {
        bob.writes_receipts().await;
    }
    assert!(!bob.has_receipts().await);
    assert_eq!(bob.depth().await, 3 + 1);
}

#[tokio::test]
async fn t33_recipients_who_are_broken_each_in_their_way_keep_nobody_waiting() {
    let (world, alice, _bob) = bob_is_away().await;
    let mut carol = None;
    for name in ["broken1", "broken2", "broken3", "carol"] {
        if name == "broken1" {
            world.registers(name).await;
        } else {
            carol = Some(world.joins(name).await);
        }
        world.leaves(name).await;
    }
    world.mail.is(Counter::Bent(|envelope| {
        if envelope.recipient == device("broken2") {
            envelope.recipient = "d9.broken2.peers.example.org".parse().unwrap();
        }
        if envelope.recipient == device("broken3") {
            envelope.sealed = Sealed::try_from(vec![0xFF; 9]).unwrap();
        }
    }));
    for n in 1..=20 {
        for (k, name) in ["broken1", "broken2", "broken3", "carol"].into_iter().enumerate() {
            alice.says(n + 100 * u16::try_from(k).unwrap(), name).await;
        }
    }

    for due in alice.store.due().await.unwrap() {
        let name = due.to.person.username.to_string();
        alice.delivers(&name).await;
        alice.delivers(&name).await;
    }

    let carol = carol.unwrap();
    carol.fetches().await;
    assert_eq!(carol.heard("alice").await, numbers(301..=320));
    assert_eq!(alice.cause("broken1").await, Some(Cause::NO_PRE_KEYS));
    assert_eq!(alice.state(101).await, DeliveryState::Failed(Cause::UNKNOWN_DEVICE));
    assert_eq!(alice.state(201).await, DeliveryState::Stored);
}

#[tokio::test]
async fn t51_whose_mailbox_is_read_and_who_deposited_is_said_by_nobody_but_the_directory() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    let item = world.mail.lying_for("bob").await.remove(0);

    // Mallory deposits the very envelope that Alice did: it lies beside hers and is refused as his.
    let causerie_usecases::ports::Mail::Envelope { sent, .. } = item.mail else {
        unreachable!("nothing has expired")
    };
    deposits(&world, &device("mallory"), sent.envelope).await;
    bob.fetches().await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert!(bob.heard("mallory").await.is_empty());
    let told: Vec<_> = bob.unopened().await.into_iter().map(|it| it.from).collect();
    assert_eq!(told, [device("mallory")]);
}

#[tokio::test]
async fn mail_for_another_device_is_refused() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    let items = world.mail.lying_for("bob").await;
    let carol = world.joins("carol").await;

    carol.takes(items).await.unwrap();

    let told: Vec<_> = carol.unopened().await.into_iter().map(|it| it.cause).collect();
    assert_eq!(told, [Cause::WRONG_RECIPIENT]);
    assert!(carol.heard("alice").await.is_empty() && bob.heard("alice").await.is_empty());
}
