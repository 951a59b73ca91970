//! What was read at one device, at the others.

use causerie_chat::{Address, DeliveryState, MessageId, Path, Receipt};
use causerie_contracts::{ALICE, BOB, PeerStore, Store, address, at, message, place};
use rstest::rstest;

use crate::given::{DIRECT, alice, bob, from_bob, hears, scene, states, takes, told};

async fn reads(peer: &PeerStore, up_to: u64) {
    let others = vec![alice("d2"), alice("d3")];
    peer.receipts
        .mark_read(&address(BOB).into(), place(up_to), others, Vec::new(), at(60))
        .await
        .unwrap();
}

fn seen(all: &[u8]) -> Vec<(Address, MessageId)> {
    all.iter().map(|n| (address(BOB), from_bob(*n).id)).collect()
}

async fn bob_said(store: Store, messages: u8) -> PeerStore {
    let peer = scene(store).await;
    for n in 1..=messages {
        takes(&peer, &bob("d1"), &from_bob(n), Path::Direct).await.unwrap();
    }
    // What the other device of its author is to be told of it is not what this is about.
    told(&peer, &bob("d2"), 90).await;
    peer
}

#[rstest]
#[tokio::test]
async fn what_is_read_is_told_to_the_other_devices_and_to_all_of_its_author(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = bob_said(store, 3).await;

    reads(&peer, 2).await;

    let own = Receipt { seen: seen(&[1, 2]), ..Receipt::default() };
    assert_eq!(told(&peer, &alice("d2"), 70).await, std::slice::from_ref(&own));
    assert_eq!(told(&peer, &alice("d3"), 71).await, [own]);
    let theirs = Receipt {
        read: seen(&[1, 2]).into_iter().map(|(_, id)| id).collect(),
        ..Receipt::default()
    };
    assert_eq!(told(&peer, &bob("d1"), 72).await, std::slice::from_ref(&theirs));
    assert_eq!(told(&peer, &bob("d2"), 73).await.last(), Some(&theirs));
}

#[rstest]
#[tokio::test]
async fn what_another_device_has_seen_is_read_and_nothing_else_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = bob_said(store, 3).await;

    hears(&peer, &alice("d2"), 80, Receipt { seen: seen(&[2]), ..Receipt::default() }).await;

    let read = DeliveryState::Read;
    let expected = [1, 2, 3].map(|n| from_bob(n).id).into_iter().zip([DIRECT, read, DIRECT]);
    assert_eq!(states(&peer, BOB).await, expected.collect::<Vec<_>>());
}

#[rstest]
#[case::somebody_else(bob("d1"))]
#[case::another_of_theirs(bob("d2"))]
#[tokio::test]
async fn nobody_else_says_what_was_seen_here(
    #[case] teller: causerie_chat::DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = bob_said(store, 1).await;

    hears(&peer, &teller, 80, Receipt { seen: seen(&[1]), ..Receipt::default() }).await;

    assert_eq!(states(&peer, BOB).await, [(from_bob(1).id, DIRECT)]);
}

#[rstest]
#[tokio::test]
async fn what_was_seen_elsewhere_is_told_by_the_device_it_was_seen_at(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = bob_said(store, 3).await;
    hears(&peer, &alice("d2"), 80, Receipt { seen: seen(&[2]), ..Receipt::default() }).await;

    reads(&peer, 3).await;

    let own = Receipt { seen: seen(&[1, 3]), ..Receipt::default() };
    assert_eq!(told(&peer, &alice("d3"), 71).await, [own]);
    let all_read = [1, 2, 3].map(|n| (from_bob(n).id, DeliveryState::Read));
    assert_eq!(states(&peer, BOB).await, all_read);
}

#[rstest]
#[tokio::test]
async fn own_messages_that_are_said_to_be_seen_stay_as_they_are(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let sent = message(7, ALICE, BOB, "hello");
    peer.sends(&sent, &[bob("d1")], 10).await;

    let seen = vec![(address(ALICE), sent.id)];
    hears(&peer, &alice("d2"), 80, Receipt { seen, ..Receipt::default() }).await;

    assert_eq!(states(&peer, BOB).await, [(sent.id, DeliveryState::Queued)]);
}

#[rstest]
#[tokio::test]
async fn t54_so_many_are_told_in_one_receipt_and_the_others_in_the_next(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = bob_said(store, 100).await;

    reads(&peer, 1_000).await;
    told(&peer, &alice("d2"), 170).await;
    let receipts = told(&peer, &alice("d2"), 171).await;

    let counts: Vec<_> = receipts.iter().map(|receipt| receipt.seen.len()).collect();
    assert_eq!(counts, [Receipt::MOST_SEEN, 100 - Receipt::MOST_SEEN]);
}
