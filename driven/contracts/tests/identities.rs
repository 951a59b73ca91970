//! Every peer holds a person to the account key they had first, until somebody decides otherwise.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{Cause, Message, Path, Person, Standing, Timestamp};
use causerie_contracts::{
    ALICE, BOB, CAROL, InSession, PeerStore, Reading, Store, address, addressed, at, device,
    message, person, received,
};
use causerie_usecases::ports::{Batch, Decision, KnownIdentity, NotRemembered, Retry};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn a_key_is_pinned_at_first_sight(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();

    let before = known(&peer).await;
    peer.contacts.remember(&bob()).await.unwrap();
    peer.contacts.remember(&bob_with_two()).await.unwrap();

    assert_eq!(before, None);
    assert_eq!(known(&peer).await, Some(pinned(bob_with_two())));
}

#[rstest]
#[tokio::test]
async fn t03_a_person_with_another_key_is_only_offered(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&bob()).await.unwrap();

    let first = peer.contacts.remember(&other(7)).await;
    let second = peer.contacts.remember(&other(8)).await;

    for refused in [first, second] {
        assert!(matches!(refused, Err(NotRemembered::IdentityChanged)));
    }
    assert_eq!(
        known(&peer).await,
        Some(KnownIdentity { offered: Some(other(8)), ..pinned(bob()) })
    );
    assert_eq!(peer.people.person(&address(BOB)).await.unwrap(), Some(bob()));
}

#[rstest]
#[tokio::test]
async fn who_comes_back_with_the_pinned_key_does_not_take_back_what_was_offered(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&bob()).await.unwrap();
    peer.contacts.remember(&other(8)).await.unwrap_err();

    peer.contacts.remember(&bob_with_two()).await.unwrap();

    let offered = Some(other(8));
    assert_eq!(known(&peer).await, Some(KnownIdentity { offered, ..pinned(bob_with_two()) }));
}

#[rstest]
#[case::unseen(None)]
#[case::compared(Some(at(50)))]
#[tokio::test]
async fn the_offered_key_takes_the_place_of_the_pinned_one(
    #[case] verified: Option<Timestamp>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&bob()).await.unwrap();
    decide(&peer, &bob(), Some(at(3))).await;
    peer.contacts.remember(&other(8)).await.unwrap_err();

    decide(&peer, &other(8), verified).await;

    // That the former key was compared says nothing of this one.
    assert_eq!(known(&peer).await, Some(KnownIdentity { verified, ..pinned(other(8)) }));
    peer.contacts.remember(&bob()).await.unwrap_err();
    peer.contacts.remember(&other(8)).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn the_pinned_key_that_is_held_to_drops_what_was_offered(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&bob()).await.unwrap();
    peer.contacts.remember(&other(8)).await.unwrap_err();

    decide(&peer, &bob(), Some(at(50))).await;
    let compared = known(&peer).await;
    decide(&peer, &bob(), None).await;

    let expected = Some(KnownIdentity { verified: Some(at(50)), ..pinned(bob()) });
    assert_eq!(compared, expected);
    // Who was compared once stays so.
    assert_eq!(known(&peer).await, expected);
}

#[rstest]
#[case::a_key_nobody_offered(other(7))]
#[case::of_somebody_unknown(person(CAROL, 1, &[("d1", 2)]))]
#[tokio::test]
async fn t04_any_other_decision_changes_nothing(
    #[case] decided: Person,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&bob()).await.unwrap();
    peer.contacts.remember(&other(8)).await.unwrap_err();
    let (hello, retry) = (say(1), retry());
    begin(&peer, "d1", 1).await;
    queue(&peer, &hello, "d1").await;
    peer.outbox.postpone(&device("d1", BOB), &retry).await.unwrap();
    let (before, waiting) = (known(&peer).await, waiting(&peer, "d1").await);

    decide(&peer, &decided, Some(at(50))).await;

    assert_eq!(known(&peer).await, before);
    assert_eq!(peer.identities.identities().await.unwrap(), [before.unwrap()]);
    assert_eq!(self::waiting(&peer, "d1").await, waiting);
    assert!(peer.sessions.has_session(&device("d1", BOB)).await.unwrap());
    assert_eq!(peer.pending.retry(&device("d1", BOB)).await.unwrap(), Some(retry));
}

#[rstest]
#[tokio::test]
async fn with_the_offered_key_all_begins_anew_and_what_waits_is_sealed_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&bob_with_two()).await.unwrap();
    for (n, id) in [(1, "d1"), (2, "d2")] {
        begin(&peer, id, n).await;
        queue(&peer, &say(n), id).await;
        peer.outbox.postpone(&device(id, BOB), &retry()).await.unwrap();
    }
    let carol = device("d1", CAROL);
    peer.outbox.seal(&carol, Arc::new(InSession::fresh(3))).await.unwrap();
    let to_carol = message(3, ALICE, CAROL, "hello");
    let (envelopes, sealing) = (vec![addressed(&to_carol, &carol)], InSession::known());
    peer.outbox.enqueue(&to_carol, envelopes, Arc::new(sealing)).await.unwrap();
    peer.outbox.postpone(&carol, &retry()).await.unwrap();
    peer.contacts.remember(&other(8)).await.unwrap_err();
    let offered = waiting(&peer, "d1").await;

    decide(&peer, &other(8), None).await;

    assert_eq!(offered.sealed.len(), 1);
    for id in ["d1", "d2"] {
        assert_eq!(waiting(&peer, id).await, Batch { unsealed_next: true, ..Batch::default() });
        assert!(!peer.sessions.has_session(&device(id, BOB)).await.unwrap());
        assert_eq!(peer.pending.retry(&device(id, BOB)).await.unwrap(), None);
        // They are not read in either.
        let opening = Arc::new(Reading::default());
        let heard = vec![received(&message(9, BOB, ALICE, "hello"))];
        peer.inbox
            .take(&device(id, BOB), heard, opening.clone(), Path::Direct, at(9))
            .await
            .unwrap();
        assert_eq!(opening.seen()[0].session, None);
    }
    let to_carol = peer.pending.waiting(&carol, false, 10, 100_000).await.unwrap();
    assert_eq!((to_carol.sealed.len(), to_carol.unsealed_next), (1, false));
    assert!(peer.sessions.has_session(&carol).await.unwrap());
    assert_eq!(peer.pending.retry(&carol).await.unwrap(), Some(retry()));
}

#[rstest]
#[tokio::test]
async fn with_the_pinned_key_all_goes_on_and_what_waits_is_due_at_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&bob()).await.unwrap();
    begin(&peer, "d1", 1).await;
    queue(&peer, &say(1), "d1").await;
    peer.outbox.postpone(&device("d1", BOB), &retry()).await.unwrap();
    peer.contacts.remember(&other(8)).await.unwrap_err();
    let before = waiting(&peer, "d1").await;

    decide(&peer, &bob(), None).await;

    assert_eq!(waiting(&peer, "d1").await, before);
    assert!(peer.sessions.has_session(&device("d1", BOB)).await.unwrap());
    assert_eq!(peer.pending.retry(&device("d1", BOB)).await.unwrap(), None);
    assert_eq!(peer.pending.due().await.unwrap()[0].not_before, None);
}

#[rstest]
#[tokio::test]
async fn everybody_is_told_of_once(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let carol = person(CAROL, 5, &[("d1", 6)]);
    peer.contacts.remember(&bob()).await.unwrap();
    peer.contacts.remember(&carol).await.unwrap();
    peer.contacts.remember(&bob_with_two()).await.unwrap();

    let mut told = peer.identities.identities().await.unwrap();

    told.sort_by_key(|known| known.person.address.to_string());
    assert_eq!(told, [pinned(bob_with_two()), pinned(carol)]);
}

fn bob() -> Person {
    person(BOB, 1, &[("d1", 2)])
}

fn bob_with_two() -> Person {
    person(BOB, 1, &[("d1", 2), ("d2", 3)])
}

/// Somebody else by that name.
fn other(account: u8) -> Person {
    person(BOB, account, &[("d1", account + 100)])
}

fn pinned(person: Person) -> KnownIdentity {
    KnownIdentity { person, verified: None, offered: None, standing: Standing::ACCEPTED }
}

async fn known(peer: &PeerStore) -> Option<KnownIdentity> {
    peer.identities.identity(&address(BOB)).await.unwrap()
}

async fn decide(peer: &PeerStore, person: &Person, verified: Option<Timestamp>) {
    let (who, key) = (person.address.clone(), person.account_key);
    peer.contacts.decide(&Decision { who, key, verified }).await.unwrap();
}

fn say(n: u8) -> Message {
    message(n, ALICE, BOB, "hello")
}

async fn begin(peer: &PeerStore, id: &str, n: u8) {
    peer.outbox.seal(&device(id, BOB), Arc::new(InSession::fresh(n))).await.unwrap();
}

async fn queue(peer: &PeerStore, message: &Message, id: &str) {
    let envelopes = vec![addressed(message, &device(id, BOB))];
    peer.outbox.enqueue(message, envelopes, Arc::new(InSession::known())).await.unwrap();
}

async fn waiting(peer: &PeerStore, id: &str) -> Batch {
    peer.pending.waiting(&device(id, BOB), false, 10, 100_000).await.unwrap()
}

fn retry() -> Retry {
    Retry { failures: 3, last: at(1), next: at(99), cause: Cause::IDENTITY_CHANGED }
}
