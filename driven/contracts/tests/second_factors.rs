//! A directory keeps the second factors of its people, and lets none of two changes at once be lost.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::SecondFactor;
use causerie_contracts::{
    ALICE, BOB, CAROL, SecondFactorStore, Store, address, at, enrolment, second_factor,
};
use causerie_usecases::ports::NotReplaced;
use rstest::rstest;

/// A store where Alice and Bob are on record, and Carol is not.
async fn with_people(store: Store) -> SecondFactorStore {
    let store = store.second_factors().await;
    store.registry.register(&enrolment(ALICE, 1, 2), at(0)).await.unwrap();
    store.registry.register(&enrolment(BOB, 3, 4), at(0)).await.unwrap();
    store
}

async fn replace(
    store: &SecondFactorStore,
    who: &str,
    seen: u64,
    next: Option<SecondFactor>,
) -> &'static str {
    match store.factors.replace(&address(who), seen, next.as_ref()).await {
        Ok(()) => "replaced",
        Err(NotReplaced::Stale) => "stale",
        Err(NotReplaced::Unavailable(_)) => "unavailable",
    }
}

/// The revision, and which of the numbers' second factors there is.
async fn kept(store: &SecondFactorStore, who: &str) -> (u64, Option<u8>) {
    let kept = store.book.second_factor(&address(who)).await.unwrap();
    let number = kept.factor.map(|kept| (0..9).find(|n| second_factor(*n) == kept).unwrap());
    (kept.revision, number)
}

#[rstest]
#[tokio::test]
async fn at_first_nobody_has_one(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = with_people(store).await;

    for who in [ALICE, BOB, CAROL] {
        assert_eq!(kept(&store, who).await, (0, None));
    }
}

#[rstest]
#[tokio::test]
async fn what_is_put_there_is_its_persons_alone_and_reads_back_whole(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = with_people(store).await;
    let secret = causerie_chat::TotpSecret::from_random([7; 20]);
    let confirmed = second_factor(7).confirm(&secret.code(at(5)), at(5)).ok().unwrap();

    assert_eq!(replace(&store, ALICE, 0, Some(second_factor(7))).await, "replaced");
    assert_eq!(replace(&store, ALICE, 1, Some(confirmed.clone())).await, "replaced");

    let hers = store.book.second_factor(&address(ALICE)).await.unwrap();
    assert!(hers.factor == Some(confirmed));
    assert_eq!(kept(&store, BOB).await, (0, None));
}

#[rstest]
#[tokio::test]
async fn what_is_no_longer_what_was_seen_is_not_replaced(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = with_people(store).await;
    replace(&store, ALICE, 0, Some(second_factor(1))).await;
    let (seen, _) = kept(&store, ALICE).await;
    replace(&store, ALICE, seen, Some(second_factor(2))).await;

    for stale in [0, seen, seen + 2, u64::MAX] {
        assert_eq!(replace(&store, ALICE, stale, Some(second_factor(3))).await, "stale");
        assert_eq!(replace(&store, ALICE, stale, None).await, "stale");
    }

    assert_eq!(kept(&store, ALICE).await.1, Some(2));
}

#[rstest]
#[tokio::test]
async fn no_revision_comes_again_after_a_removal(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = with_people(store).await;
    replace(&store, ALICE, 0, Some(second_factor(1))).await;
    let (first, _) = kept(&store, ALICE).await;

    assert_eq!(replace(&store, ALICE, first, None).await, "replaced");
    let (removed, nothing) = kept(&store, ALICE).await;
    assert_eq!(replace(&store, ALICE, removed, Some(second_factor(2))).await, "replaced");
    let (second, _) = kept(&store, ALICE).await;

    assert_eq!(nothing, None);
    assert!(0 < first && first < removed && removed < second);
    for stale in [0, first, removed] {
        assert_eq!(replace(&store, ALICE, stale, Some(second_factor(1))).await, "stale");
    }
    assert_eq!(kept(&store, ALICE).await, (second, Some(2)));
}

#[rstest]
#[tokio::test]
async fn who_is_not_on_record_gets_none(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = with_people(store).await;

    assert_eq!(replace(&store, CAROL, 0, Some(second_factor(1))).await, "stale");

    assert_eq!(kept(&store, CAROL).await, (0, None));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_changes_that_race_exactly_one_is_made(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = with_people(store).await;

    let racing: Vec<_> = (0..8)
        .map(|n| {
            let factors = store.factors.clone();
            tokio::spawn(async move {
                factors.replace(&address(ALICE), 0, Some(&second_factor(n))).await.is_ok()
            })
        })
        .collect();
    let mut won = Vec::new();
    for (n, outcome) in (0..).zip(racing) {
        won.extend(outcome.await.unwrap().then_some(n));
    }

    assert_eq!(won.len(), 1);
    assert_eq!(kept(&store, ALICE).await.1, Some(won[0]));
}
