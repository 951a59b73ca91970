//! What is handed out.

use std::collections::BTreeSet;

use causerie_chat::DeviceAddress;
use causerie_contracts::{ALICE, BOB, CAROL, Store, at, batch, device, enrolment};
use causerie_usecases::ports::{Claim, ClaimCount, NotClaimed};
use rstest::rstest;

use crate::bob::{BOBS, alice, bob, claim, last_resort, left, with_bob};

#[rstest]
#[tokio::test]
async fn t15_one_time_bundles_go_first_by_their_numbers_and_then_the_last_resort(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [9, 10, 300]).await;

    let mut numbers = Vec::new();
    for n in 1..=5 {
        numbers.push(directory.take(n).await.one_time());
    }

    assert_eq!(numbers, [Some(9), Some(10), Some(300), None, None]);
    assert_eq!(directory.left().await, left(1, 0, 300));
}

#[rstest]
#[tokio::test]
async fn t13_a_claim_that_may_not_use_one_time_keys_is_given_the_last_resort(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [1]).await;

    let sparing = Claim { may_use_one_time: false, ..claim(1, &alice(), &bob()) };
    directory.store.pre_keys.claim(&sparing).await.unwrap();

    assert_eq!(directory.claimed(&sparing).await, Some(last_resort(BOBS, 1)));
    assert_eq!(directory.left().await, left(1, 1, 1));
}

#[rstest]
#[case::as_it_was(claim(1, &alice(), &bob()))]
#[case::later(Claim { at: at(60), ..claim(1, &alice(), &bob()) })]
#[case::without_one_time_keys(Claim { may_use_one_time: false, ..claim(1, &alice(), &bob()) })]
#[tokio::test]
async fn the_same_claim_again_changes_nothing(
    #[case] again: Claim,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [1, 2]).await;
    let first = directory.take(1).await;

    directory.store.pre_keys.claim(&again).await.unwrap();

    assert_eq!(directory.claimed(&again).await, Some(first));
    assert_eq!(directory.left().await, left(1, 1, 2));
}

#[rstest]
#[case::by_somebody_else(claim(1, &device("d1", CAROL), &bob()))]
#[case::by_another_device(claim(1, &device("d2", ALICE), &bob()))]
#[case::on_somebody_else(claim(1, &alice(), &device("d1", CAROL)))]
#[case::on_nobody(claim(1, &alice(), &device("d1", "nobody@chat.example.org")))]
#[tokio::test]
async fn t51_an_id_belongs_to_one_claim(
    #[case] second: Claim,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.store.registry.register(&enrolment(CAROL, 3, 4), at(0)).await.unwrap();
    let carol = device("d1", CAROL);
    directory.store.pre_keys.publish(&carol, &batch(4, 1, [1])).await.unwrap();
    directory.publish(1, [1, 2]).await;
    let first = directory.take(1).await;

    let refused = directory.store.pre_keys.claim(&second).await;

    assert!(matches!(refused, Err(NotClaimed::IdInUse)));
    assert_eq!(directory.left().await, left(1, 1, 2));
    let of_carol = directory.store.pre_key_book.left(&carol).await.unwrap();
    assert_eq!(of_carol, left(1, 1, 1));
    assert_eq!(directory.claimed(&claim(1, &alice(), &bob())).await, Some(first));
}

#[rstest]
#[case::who_is_nobody(device("d1", CAROL))]
#[case::that_bob_does_not_have(device("d2", BOB))]
#[case::that_published_nothing(bob())]
#[case::of_another_domain(device("d1", "bob@chat.example.com"))]
#[tokio::test]
async fn t43_there_is_nothing_to_claim_of_a_device(
    #[case] target: DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    let vain = claim(1, &alice(), &target);

    let refused = directory.store.pre_keys.claim(&vain).await;

    assert!(matches!(refused, Err(NotClaimed::NoPreKeys)));
    assert_eq!(directory.claimed(&vain).await, None);
    assert_eq!(directory.used(at(0)).await, ClaimCount::default());
}

#[rstest]
#[tokio::test]
async fn t51_what_was_claimed_is_told_to_whoever_claimed_it_as_often_as_they_ask(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [1]).await;
    let hers = claim(1, &alice(), &bob());
    let first = directory.take(1).await;

    directory.publish(2, []).await;

    assert_eq!(directory.claimed(&hers).await, Some(first));
    for other in [device("d2", ALICE), device("d1", CAROL), bob()] {
        assert_eq!(directory.claimed(&Claim { requester: other, ..hers.clone() }).await, None);
    }
    assert_eq!(directory.claimed(&claim(2, &alice(), &bob())).await, None);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t14_of_many_claims_that_race_no_two_are_given_the_same_one_time_bundle(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, 1..=48).await;

    let racing: Vec<_> = (1..=64)
        .map(|n| {
            let (pre_keys, book) =
                (directory.store.pre_keys.clone(), directory.store.pre_key_book.clone());
            tokio::spawn(async move {
                let claim = claim(n, &device("d1", &format!("u{n}@chat.example.org")), &bob());
                pre_keys.claim(&claim).await.unwrap();
                book.claimed(&claim.id, &claim.requester).await.unwrap().unwrap().one_time()
            })
        })
        .collect();
    let mut given = Vec::new();
    for outcome in racing {
        given.push(outcome.await.unwrap());
    }

    let one_time: Vec<_> = given.iter().flatten().collect();
    let distinct: BTreeSet<_> = one_time.iter().collect();
    assert_eq!((one_time.len(), distinct.len()), (48, 48));
    assert_eq!(given.len() - one_time.len(), 16);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t14_of_one_claim_that_races_with_itself_one_is_made(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, 1..=5).await;

    let racing: Vec<_> = (0..16)
        .map(|_| {
            let pre_keys = directory.store.pre_keys.clone();
            tokio::spawn(async move { pre_keys.claim(&claim(1, &alice(), &bob())).await })
        })
        .collect();
    for outcome in racing {
        outcome.await.unwrap().unwrap();
    }

    assert_eq!(directory.left().await, left(1, 4, 5));
}
