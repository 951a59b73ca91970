//! Every archive puts a backup back behind what is there, and sends nothing.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{Cause, DeliveryState, Message, Path, Standing, Terms};
use causerie_contracts::{
    ALICE, BOB, CAROL, PeerStore, Store, address, at, device, message, person,
};
use causerie_usecases::ports::{Cursor, Entry, KnownIdentity, Waiting};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn what_was_said_and_known_is_there_again_and_nothing_of_it_is_queued(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let people = vec![
        KnownIdentity {
            person: person(BOB, 1, &[("d1", 2), ("d2", 3)]),
            verified: Some(at(7)),
            offered: Some(person(BOB, 8, &[("d1", 9)])),
            standing: Standing::ACCEPTED,
        },
        KnownIdentity {
            person: person(CAROL, 4, &[("d1", 5)]),
            verified: None,
            offered: None,
            standing: Standing { terms: Terms::Ignored, is_blocked: true },
        },
    ];
    let direct = DeliveryState::Delivered(Path::Direct);
    let entries = vec![
        entry(message(3, ALICE, BOB, "one"), at(20), DeliveryState::Read),
        entry(message(1, BOB, ALICE, "two"), at(21), direct.clone()),
        entry(message(2, ALICE, CAROL, "three"), at(2), DeliveryState::Queued),
        entry(message(4, ALICE, BOB, "four"), at(23), DeliveryState::Failed(Cause::MALFORMED)),
        entry(message(5, ALICE, BOB, "five"), at(24), direct),
        entry(message(6, ALICE, BOB, "six"), at(25), DeliveryState::Stored),
        entry(message(7, ALICE, ALICE, "seven"), at(7), DeliveryState::Queued),
    ];

    peer.archive.restore(people.clone(), entries.clone()).await.unwrap();

    let mut told = peer.identities.identities().await.unwrap();
    told.sort_by_key(|known| known.person.address.to_string());
    assert_eq!(told, people);
    assert_eq!(all(&peer).await, entries);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 0, devices: 0 });
    assert_eq!(peer.pending.due().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn it_comes_behind_what_is_there_and_what_is_known_stays_as_it_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (sent, heard) = (message(1, ALICE, BOB, "here"), message(2, BOB, ALICE, "there"));
    peer.contacts.remember(&person(BOB, 1, &[("d1", 2)])).await.unwrap();
    peer.sends(&sent, &[device("d1", BOB)], 10).await;
    peer.hears(std::slice::from_ref(&heard), at(9)).await;
    let before = all(&peer).await;

    let other = KnownIdentity {
        person: person(BOB, 8, &[("d1", 9)]),
        verified: Some(at(7)),
        offered: None,
        standing: Standing::REQUESTED,
    };
    let older = message(3, BOB, ALICE, "older");
    let direct = DeliveryState::Delivered(Path::Direct);
    let entries = vec![
        entry(older.clone(), at(3), direct.clone()),
        entry(message(1, ALICE, BOB, "other words"), at(30), direct.clone()),
        entry(heard, at(30), direct.clone()),
    ];
    for _ in 0..2 {
        peer.archive.restore(vec![other.clone()], entries.clone()).await.unwrap();
    }

    let known = peer.identities.identities().await.unwrap();
    let bob = person(BOB, 1, &[("d1", 2)]);
    assert_eq!(
        known,
        [KnownIdentity {
            person: bob,
            verified: None,
            offered: None,
            standing: Standing::ACCEPTED
        }]
    );
    let expected = [before, vec![entry(older, at(3), direct)]].concat();
    assert_eq!(all(&peer).await, expected);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
}

#[rstest]
#[tokio::test]
async fn somebody_who_was_looked_for_in_vain_is_found_once_restored(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let bob = KnownIdentity {
        person: person(BOB, 1, &[("d1", 2)]),
        verified: None,
        offered: None,
        standing: Standing::ACCEPTED,
    };
    assert_eq!(peer.identities.identity(&address(BOB)).await.unwrap(), None);

    peer.archive.restore(vec![bob.clone()], vec![]).await.unwrap();

    assert_eq!(peer.identities.identity(&address(BOB)).await.unwrap(), Some(bob));
}

fn entry(message: Message, changed_at: causerie_chat::Timestamp, state: DeliveryState) -> Entry {
    Entry { cursor: Cursor(0), message, changed_at, state, view: causerie_chat::View::default() }
}

/// All that was said, in its order, as if nobody had numbered it.
async fn all(peer: &PeerStore) -> Vec<Entry> {
    let mut entries = Vec::new();
    for with in [ALICE, BOB, CAROL] {
        entries.extend(
            peer.history.conversation(&address(with).into(), Cursor(0), 100).await.unwrap(),
        );
    }
    entries.sort_by_key(|entry| entry.cursor);
    entries.into_iter().map(|entry| Entry { cursor: Cursor(0), ..entry }).collect()
}
