//! Every registry gives a name and a key to one person only, and knows whom it took on.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{Device, Person, VerifiedEnrolment};
use causerie_contracts::{BOB, CAROL, Store, address, at, enrolment};
use causerie_usecases::ports::NotRegistered;
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn who_was_registered_is_on_record(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let directory = store.directory(10);
    let bob = enrolment(BOB, 1, 2);

    directory.registry.register(&bob, at(0)).await.unwrap();

    let found = directory.people.person(&address(BOB)).await.unwrap();
    assert_eq!(found, Some(person_of(&bob)));
}

#[rstest]
#[case::nobody("carol@chat.example.org")]
#[case::a_longer_name("bobb@chat.example.org")]
#[case::a_shorter_name("bo@chat.example.org")]
#[case::another_domain("bob@chat.example.com")]
#[tokio::test]
async fn t43_only_the_exact_name_finds_a_person(
    #[case] name: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    directory.registry.register(&enrolment(BOB, 1, 2), at(0)).await.unwrap();

    let found = directory.people.person(&address(name)).await.unwrap();

    assert_eq!(found, None);
}

#[rstest]
#[tokio::test]
async fn the_same_enrolment_again_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let bob = enrolment(BOB, 1, 2);

    directory.registry.register(&bob, at(0)).await.unwrap();
    directory.registry.register(&bob, at(60)).await.unwrap();

    let found = directory.people.person(&address(BOB)).await.unwrap();
    assert_eq!(found, Some(person_of(&bob)));
}

#[rstest]
#[case::another_account(enrolment(BOB, 3, 2))]
#[case::another_device_key(enrolment(BOB, 1, 3))]
#[case::all_other_keys(enrolment(BOB, 3, 4))]
#[tokio::test]
async fn a_name_in_use_is_refused_and_stays_whose_it_is(
    #[case] second: VerifiedEnrolment,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let first = enrolment(BOB, 1, 2);
    directory.registry.register(&first, at(0)).await.unwrap();

    let refused = directory.registry.register(&second, at(1)).await;

    assert!(matches!(refused, Err(NotRegistered::NameInUse)));
    let found = directory.people.person(&address(BOB)).await.unwrap();
    assert_eq!(found, Some(person_of(&first)));
}

#[rstest]
#[case::the_account_key(enrolment(CAROL, 1, 3))]
#[case::the_device_key(enrolment(CAROL, 3, 2))]
#[case::both_keys(enrolment(CAROL, 1, 2))]
#[case::the_device_key_as_account_key(enrolment(CAROL, 2, 3))]
#[case::the_account_key_as_device_key(enrolment(CAROL, 3, 1))]
#[tokio::test]
async fn t43_a_key_of_another_account_is_refused_and_nobody_is_registered(
    #[case] carol: VerifiedEnrolment,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    directory.registry.register(&enrolment(BOB, 1, 2), at(0)).await.unwrap();

    let refused = directory.registry.register(&carol, at(1)).await;

    assert!(matches!(refused, Err(NotRegistered::KeyInUse)));
    assert_eq!(directory.people.person(&address(CAROL)).await.unwrap(), None);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_race_for_a_name_exactly_one_wins(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let claims: Vec<_> = (0..16).map(|n| enrolment(BOB, 2 * n + 1, 2 * n + 2)).collect();

    let racing: Vec<_> = claims
        .into_iter()
        .map(|claim| {
            let registry = directory.registry.clone();
            tokio::spawn(async move { (registry.register(&claim, at(0)).await, claim) })
        })
        .collect();
    let mut winners = Vec::new();
    for outcome in racing {
        match outcome.await.unwrap() {
            (Ok(()), claim) => winners.push(claim),
            (Err(refused), _) => assert!(matches!(refused, NotRegistered::NameInUse)),
        }
    }

    let [winner] = &winners[..] else { unreachable!("{} won", winners.len()) };
    let found = directory.people.person(&address(BOB)).await.unwrap();
    assert_eq!(found, Some(person_of(winner)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t43_of_many_names_that_race_for_a_key_exactly_one_wins(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);

    let racing: Vec<_> = (0..16)
        .map(|n| {
            let registry = directory.registry.clone();
            let claim = enrolment(&format!("u{n}@chat.example.org"), 1, n + 2);
            tokio::spawn(async move { registry.register(&claim, at(0)).await })
        })
        .collect();
    let mut won = 0;
    for outcome in racing {
        match outcome.await.unwrap() {
            Ok(()) => won += 1,
            Err(refused) => assert!(matches!(refused, NotRegistered::KeyInUse)),
        }
    }

    assert_eq!(won, 1);
}

fn person_of(enrolment: &VerifiedEnrolment) -> Person {
    let enrolment = enrolment.enrolment();
    Person {
        address: enrolment.device.person.clone(),
        account_key: enrolment.account_key,
        devices: vec![Device {
            id: enrolment.device.device.clone(),
            key: enrolment.device_key,
            signature: enrolment.account_signature,
        }],
        list: None,
    }
}
