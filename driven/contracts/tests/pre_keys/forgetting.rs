//! What is known of the last hour, and what is forgotten.

use causerie_contracts::{BOB, CAROL, Store, at, batch, device, enrolment};
use causerie_sqlite::SqliteDirectory;
use causerie_usecases::ports::{Claim, ClaimCount, PreKeys, Registry};
use rstest::rstest;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::bob::{BOBS, alice, bob, claim, left, with_bob};

#[rstest]
#[tokio::test]
async fn t13_claims_are_counted_by_requester_and_by_the_one_time_bundles_of_the_target(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.store.registry.register(&enrolment(CAROL, 3, 4), at(0)).await.unwrap();
    let carol = device("d1", CAROL);
    directory.store.pre_keys.publish(&carol, &batch(4, 1, [1])).await.unwrap();
    directory.publish(1, 1..=5).await;
    let made = [
        claim(1, &alice(), &bob()),
        Claim { at: at(2), ..claim(2, &alice(), &bob()) },
        Claim { at: at(3), may_use_one_time: false, ..claim(3, &alice(), &bob()) },
        Claim { at: at(4), ..claim(4, &alice(), &carol) },
        Claim { at: at(5), ..claim(5, &carol, &bob()) },
    ];

    for claim in &made {
        directory.store.pre_keys.claim(claim).await.unwrap();
        directory.store.pre_keys.claim(claim).await.unwrap();
    }

    let count = |by_requester, of_target, of_target_by_requester| ClaimCount {
        by_requester,
        of_target,
        of_target_by_requester,
    };
    assert_eq!(directory.used(at(0)).await, count(4, 3, 2));
    assert_eq!(directory.used(at(1)).await, count(4, 3, 2));
    assert_eq!(directory.used(at(2)).await, count(3, 2, 1));
    assert_eq!(directory.used(at(6)).await, count(0, 0, 0));
}

#[rstest]
#[tokio::test]
async fn a_claim_is_kept_for_an_hour_and_what_it_took_stays_taken(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, 1..=5).await;
    let first = claim(1, &alice(), &bob());
    directory.take(1).await;

    let within = Claim { at: at(3_600), ..claim(2, &alice(), &bob()) };
    directory.store.pre_keys.claim(&within).await.unwrap();
    let kept = directory.claimed(&first).await;
    let after = Claim { at: at(3_602), ..claim(3, &alice(), &bob()) };
    directory.store.pre_keys.claim(&after).await.unwrap();
    directory.publish(1, 1..=5).await;

    assert_eq!(kept.unwrap().one_time(), Some(1));
    assert_eq!(directory.claimed(&first).await, None);
    assert_eq!(directory.claimed(&after).await.unwrap().one_time(), Some(3));
    assert_eq!(directory.left().await, left(1, 2, 5));
}

#[tokio::test]
async fn t54_a_claim_forgets_a_few_old_ones_and_not_thousands() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("directory.db");
    let directory = SqliteDirectory::open(&file).unwrap();
    directory.register(&enrolment(BOB, 1, BOBS), at(0)).await.unwrap();
    directory.publish(&bob(), &batch(BOBS, 1, [])).await.unwrap();
    for n in 1..=40 {
        directory.claim(&claim(n, &alice(), &bob())).await.unwrap();
    }

    let mut kept: Vec<i64> = Vec::new();
    for n in 41..=44 {
        let later = Claim { at: at(4_000), ..claim(n, &alice(), &bob()) };
        directory.claim(&later).await.unwrap();
        let count = "SELECT count(*) FROM claims";
        let count = Connection::open(&file).unwrap().query_row(count, [], |row| row.get(0));
        kept.push(count.unwrap());
    }

    assert_eq!(kept, [33, 26, 19, 12]);
}
