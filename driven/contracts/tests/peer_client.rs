//! Delivering over mutual TLS keeps the promises of the port.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use causerie_chat::{Cause, Message, Sealed};
use causerie_contracts::{ALICE, BOB, CAROL, address, device, message, outgoing};
use causerie_usecases::ports::{Cursor, Deliveries, History, Undelivered};
use network::{Member, Network, line::Line};
use rstest::rstest;

async fn heard(by: &Member, from: &str) -> Vec<Message> {
    let page = by.store.conversation(&address(from).into(), Cursor(0), 100).await.unwrap();
    page.into_iter().map(|entry| entry.message).collect()
}

#[tokio::test]
async fn what_is_delivered_is_kept_once_and_in_order() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let at = bob.up().await;
    bob.replenishes().await;
    let line = Line::between(&alice, &bob).await;
    let said = [1, 2, 3].map(|n| message(n, ALICE, BOB, "hello"));
    let batch = said.clone().map(|m| line.seal(&m));

    alice.peers.deliver(&bob.device, &at, &batch).await.unwrap();
    alice.peers.deliver(&bob.device, &at, &batch[1..]).await.unwrap();
    alice.peers.deliver(&bob.device, &at, &[]).await.unwrap();

    assert_eq!(heard(&bob, ALICE).await, said);
}

#[rstest]
#[case::by_size(3_000)]
#[case::by_number(1)]
#[tokio::test]
async fn the_largest_batch_it_says_it_takes_is_taken(#[case] length: usize) {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let at = bob.up().await;
    bob.replenishes().await;
    let line = Line::between(&alice, &bob).await;
    let (envelopes, bytes) = alice.peers.capacity();
    let mut batch = Vec::new();
    let mut total = 0;
    for n in 0..u8::try_from(envelopes).unwrap() {
        let next = line.seal(&message(n, ALICE, BOB, &"x".repeat(length)));
        total += next.envelope.sealed.as_bytes().len();
        if total > bytes {
            break;
        }
        batch.push(next);
    }

    alice.peers.deliver(&bob.device, &at, &batch).await.unwrap();

    let kept = bob.store.conversation(&address(ALICE).into(), Cursor(0), 1_000).await.unwrap();
    assert_eq!(kept.len(), batch.len());
    assert!(batch.len() > 30, "{}", batch.len());
}

#[tokio::test]
async fn t03_what_is_refused_is_named_and_the_rest_is_kept() {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let at = bob.up().await;
    let (good, forged) = (message(1, ALICE, BOB, "mine"), message(2, CAROL, BOB, "not mine"));
    bob.replenishes().await;
    let line = Line::between(&alice, &bob).await;
    let mut noise = line.seal(&message(3, ALICE, BOB, "gone"));
    noise.envelope.sealed = Sealed::try_from(vec![0xFF; 40]).unwrap();
    let batch = [line.seal(&forged), line.seal(&good), noise];

    let outcome = alice.peers.deliver(&bob.device, &at, &batch).await;

    let Err(Undelivered::Refused(mut refused)) = outcome else { panic!("{outcome:?}") };
    refused.sort_by_key(|(_, cause)| cause.to_string());
    let expected = [
        (batch[2].envelope.id, Cause::CANNOT_OPEN),
        (batch[0].envelope.id, Cause::SENDER_MISMATCH),
    ];
    assert_eq!(refused, expected);
    assert_eq!(heard(&bob, ALICE).await, [good]);
    assert!(heard(&bob, CAROL).await.is_empty());
}

#[tokio::test]
async fn t58_a_device_that_is_somebody_else_is_not_delivered_to() {
    let network = Network::begin().await;
    let (alice, eve) = (network.member("alice").await, network.member("eve").await);
    let at = eve.up().await;
    let batch = [outgoing(&message(1, ALICE, BOB, "for Bob"), &device("d1", BOB), 40)];

    let outcome = alice.peers.deliver(&device("d1", BOB), &at, &batch).await;

    assert!(
        matches!(outcome, Err(Undelivered::NotNow { cause, .. }) if cause == Cause::UNREACHABLE)
    );
    assert!(heard(&eve, ALICE).await.is_empty());
}

#[tokio::test]
async fn where_nobody_listens_it_says_so() {
    let network = Network::begin().await;
    let alice = network.member("alice").await;
    let batch = [outgoing(&message(1, ALICE, BOB, "hello"), &device("d1", BOB), 40)];
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();

    let at = nobody.to_string().parse().unwrap();
    let outcome = alice.peers.deliver(&device("d1", BOB), &at, &batch).await;

    assert!(
        matches!(outcome, Err(Undelivered::NotNow { cause, .. }) if cause == Cause::UNREACHABLE)
    );
}
