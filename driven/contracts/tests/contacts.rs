//! Every peer remembers what it last heard of a person.

use causerie_chat::Person;
use causerie_contracts::{ALICE, BOB, Store, address, at, device, message, outgoing, person};
use rstest::rstest;

#[rstest]
#[case::one_device(person(BOB, 1, &[("d1", 2)]))]
#[case::devices_in_their_order(person(BOB, 1, &[("phone", 4), ("desk", 3), ("lap", 2)]))]
#[tokio::test]
async fn a_remembered_person_is_known(
    #[case] bob: Person,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    peer.contacts.remember(&bob).await.unwrap();
    peer.contacts.remember(&bob).await.unwrap();

    assert_eq!(peer.people.person(&bob.address).await.unwrap(), Some(bob));
}

#[rstest]
#[case::another_device_first(person(BOB, 1, &[("d2", 3), ("d1", 2)]))]
#[case::a_device_less(person(BOB, 1, &[("d1", 2)]))]
#[case::a_device_for_another(person(BOB, 1, &[("d3", 5)]))]
#[case::keys_the_other_way_round(person(BOB, 1, &[("d1", 3), ("d2", 2)]))]
#[tokio::test]
async fn what_is_heard_next_takes_the_place_of_what_was_known(
    #[case] now: Person,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&person(BOB, 1, &[("d1", 2), ("d2", 3)])).await.unwrap();

    peer.contacts.remember(&now).await.unwrap();

    assert_eq!(peer.people.person(&now.address).await.unwrap(), Some(now));
}

#[rstest]
#[tokio::test]
async fn t43_who_only_wrote_or_was_written_to_is_not_a_contact(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");

    peer.sends(&hello, &[device("d1", BOB)], 10).await;
    peer.hears(&[message(2, BOB, ALICE, "hi")], at(3)).await;

    assert_eq!(peer.people.person(&address(BOB)).await.unwrap(), None);
    assert_eq!(peer.people.person(&address(ALICE)).await.unwrap(), None);
    assert_eq!(peer.identities.identities().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn remembering_a_person_anew_leaves_what_waits_for_their_devices(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");
    let envelope = outgoing(&hello, &device("d1", BOB), 10);
    peer.contacts.remember(&person(BOB, 1, &[("d1", 2)])).await.unwrap();
    peer.sends(&hello, &[device("d1", BOB)], 10).await;

    peer.contacts.remember(&person(BOB, 1, &[("d2", 3)])).await.unwrap();

    let waiting = peer.pending.waiting(&device("d1", BOB), false, 10, 1_000).await.unwrap();
    assert_eq!(waiting.sealed, [envelope]);
}
