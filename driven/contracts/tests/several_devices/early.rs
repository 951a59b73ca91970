//! What is said of messages before they are here.

use causerie_chat::{DeliveryState, DeviceAddress, MessageId, Path, Receipt};
use causerie_contracts::{ALICE, BOB, CAROL, Store, address, device, message, person};
use causerie_usecases::ports::Inbox;
use rstest::rstest;

use crate::given::{BY_MAILBOX, DIRECT, alice, bob, from_bob, hears, scene, state, takes, to_bob};

const QUEUED: DeliveryState = DeliveryState::Queued;

fn has(ids: Vec<MessageId>) -> Receipt {
    Receipt { delivered: ids, ..Receipt::default() }
}

fn has_read() -> Receipt {
    Receipt { read: vec![to_bob(1).id], ..Receipt::default() }
}

#[rstest]
#[case::that_it_came(bob("d1"), has(vec![to_bob(1).id]), BY_MAILBOX)]
#[case::that_it_was_read(bob("d2"), has_read(), DeliveryState::Read)]
#[case::by_somebody_it_is_not_to(device("d1", CAROL), has_read(), QUEUED)]
#[case::by_the_device_that_sent_it(alice("d2"), has_read(), QUEUED)]
#[tokio::test]
async fn what_its_reader_says_of_a_copy_counts_when_it_comes(
    #[case] teller: DeviceAddress,
    #[case] said: Receipt,
    #[case] expected: DeliveryState,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    hears(&peer, &teller, 50, said).await;

    takes(&peer, &alice("d2"), &to_bob(1), Path::Direct).await.unwrap();
    takes(&peer, &alice("d2"), &to_bob(2), Path::Direct).await.unwrap();

    assert_eq!(state(&peer, ALICE, to_bob(1).id).await, Some(expected));
    assert_eq!(state(&peer, ALICE, to_bob(2).id).await, Some(QUEUED));
}

#[rstest]
#[case::by_an_own_device(alice("d2"), DeliveryState::Read)]
#[case::by_somebody_else(device("d1", CAROL), DIRECT)]
#[case::by_its_author(bob("d2"), DIRECT)]
#[tokio::test]
async fn what_was_seen_elsewhere_before_it_came_is_read_when_it_comes(
    #[case] teller: DeviceAddress,
    #[case] expected: DeliveryState,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let seen = vec![(address(BOB), from_bob(1).id)];
    hears(&peer, &teller, 50, Receipt { seen, ..Receipt::default() }).await;

    takes(&peer, &bob("d1"), &from_bob(1), Path::Direct).await.unwrap();

    assert_eq!(state(&peer, BOB, from_bob(1).id).await, Some(expected));
}

/// An id that is no message's of the others here.
fn id(n: usize) -> MessageId {
    let mut bytes = *message(200, ALICE, BOB, "-").id.as_bytes();
    // Version and variant stand in the middle.
    bytes[..4].copy_from_slice(&u32::try_from(n).unwrap().to_be_bytes());
    MessageId::try_from(bytes.as_slice()).unwrap()
}

#[rstest]
#[tokio::test]
async fn t54_of_each_person_so_many_are_kept_and_the_latest_of_them(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let most = <dyn Inbox>::EARLY;
    hears(&peer, &bob("d1"), 50, has(vec![to_bob(1).id])).await;
    let carol = device("d1", CAROL);
    hears(&peer, &bob("d1"), 51, has(vec![to_bob(2).id])).await;
    let others: Vec<_> = (0..most - 1).map(id).collect();
    for (n, ids) in others.chunks(Receipt::MOST).enumerate() {
        hears(&peer, &bob("d1"), 60 + u8::try_from(n).unwrap(), has(ids.to_vec())).await;
        hears(&peer, &carol, 80 + u8::try_from(n).unwrap(), has(ids.to_vec())).await;
    }

    takes(&peer, &alice("d2"), &to_bob(1), Path::Direct).await.unwrap();
    takes(&peer, &alice("d2"), &to_bob(2), Path::Direct).await.unwrap();

    assert_eq!(state(&peer, ALICE, to_bob(1).id).await, Some(QUEUED));
    assert_eq!(state(&peer, ALICE, to_bob(2).id).await, Some(BY_MAILBOX));
}

#[rstest]
#[tokio::test]
async fn with_one_device_nothing_said_too_early_is_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&person(BOB, 1, &[("d1", 11)])).await.unwrap();
    hears(&peer, &bob("d1"), 50, has(vec![to_bob(1).id])).await;

    takes(&peer, &alice("d2"), &to_bob(1), Path::Direct).await.unwrap();

    assert_eq!(state(&peer, ALICE, to_bob(1).id).await, Some(QUEUED));
}
