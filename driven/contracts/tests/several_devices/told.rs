//! Whom what came is told.

use causerie_chat::{Choice, DeviceAddress, Path, Receipt};
use causerie_contracts::{ALICE, BOB, Store, message, person};
use rstest::rstest;

use crate::given::{alice, bob, from_bob, scene, takes, to_bob, told};

fn has(n: u8) -> Receipt {
    Receipt { delivered: vec![from_bob(n).id], ..Receipt::default() }
}

#[rstest]
#[case::directly_the_others(Path::Direct, &["d2"])]
#[case::by_the_mailbox_all(Path::Mailbox, &["d1", "d2"])]
#[tokio::test]
async fn that_a_message_came_is_told_to_the_devices_of_its_author_that_do_not_know(
    #[case] path: Path,
    #[case] devices: &[&str],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    takes(&peer, &bob("d1"), &from_bob(1), path).await.unwrap();

    let due = peer.due_receipts.due_receipts(true).await.unwrap();
    let expected: Vec<DeviceAddress> = devices.iter().copied().map(bob).collect();
    assert_eq!(due, expected);
    assert_eq!(told(&peer, &bob("d2"), 70).await, [has(1)]);
}

#[rstest]
#[tokio::test]
async fn the_same_message_again_is_not_told_to_the_others_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    takes(&peer, &bob("d1"), &from_bob(1), Path::Direct).await.unwrap();
    told(&peer, &bob("d2"), 70).await;

    takes(&peer, &bob("d1"), &from_bob(1), Path::Direct).await.unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
}

#[rstest]
#[case::who_is_not_to_be_told(true)]
#[case::whose_key_is_in_doubt(false)]
#[tokio::test]
async fn t39_somebody_is_told_nothing(
    #[case] untold: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    if untold {
        peer.chooses(BOB, &[Choice::Receipts(false)]).await;
    } else {
        let _ = peer.contacts.remember(&person(BOB, 3, &[("d9", 33)])).await;
    }

    takes(&peer, &bob("d1"), &from_bob(1), Path::Direct).await.unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn a_copy_is_told_to_the_device_that_sent_it_alone_and_always(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    peer.contacts.remember(&person(ALICE, 9, &[("d1", 91), ("d2", 92), ("d3", 93)])).await.unwrap();
    peer.chooses(ALICE, &[Choice::Receipts(false)]).await;

    takes(&peer, &alice("d2"), &to_bob(1), Path::Mailbox).await.unwrap();
    takes(&peer, &alice("d3"), &message(2, ALICE, ALICE, "milk"), Path::Direct).await.unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [alice("d2")]);
}

#[rstest]
#[tokio::test]
async fn t30_no_more_devices_are_told_than_are_addressed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let names: Vec<_> = (1..=30).map(|n| format!("d{n}")).collect();
    let devices: Vec<_> = names.iter().zip(1..).map(|(name, seed)| (name.as_str(), seed)).collect();
    peer.contacts.remember(&person(BOB, 1, &devices)).await.unwrap();

    takes(&peer, &bob("d1"), &from_bob(1), Path::Direct).await.unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap().len(), 15);
}
