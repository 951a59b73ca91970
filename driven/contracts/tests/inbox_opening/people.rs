//! Who is met.

use std::sync::Arc;

use causerie_chat::Path;
use causerie_chat::Standing;
use causerie_contracts::{
    ALICE, BOB, CAROL, Reading, Store, at, device, message, person, received,
};
use causerie_usecases::ports::KnownIdentity;
use rstest::rstest;

use crate::given::{known, meeting, noise, said, take};

#[rstest]
#[tokio::test]
async fn who_was_met_asks_to_be_a_contact_and_each_of_their_devices_is_known(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let meets = |devices| meeting(person(BOB, 1, devices));

    take(&peer, [received(&said(1))], &meets(&[("d1", 2)])).await.unwrap();
    let first = known(&peer).await;
    take(&peer, [received(&said(2))], &meets(&[("d2", 3)])).await.unwrap();
    take(&peer, [received(&said(3))], &meets(&[("d1", 4)])).await.unwrap();

    let pinned = |person| {
        Some(KnownIdentity { person, verified: None, offered: None, standing: Standing::REQUESTED })
    };
    assert_eq!(first, pinned(person(BOB, 1, &[("d1", 2)])));
    assert_eq!(known(&peer).await, pinned(person(BOB, 1, &[("d1", 4), ("d2", 3)])));
}

#[rstest]
#[tokio::test]
async fn t03_who_is_met_with_another_account_key_is_only_offered(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (bob, impostor) = (person(BOB, 1, &[("d1", 2)]), person(BOB, 8, &[("d1", 9)]));
    peer.contacts.remember(&bob).await.unwrap();

    take(&peer, [noise(1)], &meeting(impostor.clone())).await.unwrap_err();

    let offered = Some(impostor);
    assert_eq!(
        known(&peer).await,
        Some(KnownIdentity { person: bob, verified: None, offered, standing: Standing::ACCEPTED })
    );
}

#[rstest]
#[tokio::test]
async fn who_the_sender_has_been_until_now_is_told_to_whoever_opens(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let bob = person(BOB, 1, &[("d1", 2)]);
    peer.contacts.remember(&bob).await.unwrap();
    peer.contacts.remember(&person(BOB, 8, &[("d1", 9)])).await.unwrap_err();
    let opening = Arc::new(Reading::default());

    take(&peer, [received(&said(1))], &opening).await.unwrap();
    let carol = device("d1", CAROL);
    let of_carol = vec![received(&message(2, CAROL, ALICE, "hello"))];
    peer.inbox.take(&carol, of_carol, opening.clone(), Path::Direct, at(9)).await.unwrap();

    let told: Vec<_> = opening.seen().into_iter().map(|seen| seen.contact).collect();
    assert_eq!(told, [Some(bob), None]);
}
