//! A directory remembers when its people's devices last signed in, and from where.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::Timestamp;
use causerie_contracts::{ALICE, BOB, Store, at, device, enrolment};
use causerie_usecases::ports::LastSignIn;
use rstest::rstest;

fn sign_in(installation: u8, at: Timestamp) -> LastSignIn {
    LastSignIn { installation: [installation; 32], at }
}

#[rstest]
#[tokio::test]
async fn the_last_sign_in_is_kept_for_each_device(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(1);
    directory.registry.register(&enrolment(ALICE, 1, 2), at(0)).await.unwrap();
    directory.registry.register(&enrolment(BOB, 3, 4), at(0)).await.unwrap();
    let (alices, bobs) = (device("d1", ALICE), device("d1", BOB));
    assert_eq!(directory.sign_in_log.last(&alices).await.unwrap(), None);

    directory.sign_ins.note(&alices, sign_in(1, at(10))).await.unwrap();
    directory.sign_ins.note(&alices, sign_in(2, at(20))).await.unwrap();

    let last = directory.sign_in_log.last(&alices).await.unwrap();
    assert_eq!(last, Some(sign_in(2, at(20))));
    assert_eq!(directory.sign_in_log.last(&bobs).await.unwrap(), None);
}

#[rstest]
#[case::nobody("d1", BOB)]
#[case::another_device("d2", ALICE)]
#[tokio::test]
async fn of_a_device_that_is_not_on_record_nothing_is_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] id: &str,
    #[case] of: &str,
) {
    let directory = store.directory(1);
    directory.registry.register(&enrolment(ALICE, 1, 2), at(0)).await.unwrap();
    let unknown = device(id, of);

    directory.sign_ins.note(&unknown, sign_in(1, at(10))).await.unwrap();

    assert_eq!(directory.sign_in_log.last(&unknown).await.unwrap(), None);
    assert_eq!(directory.sign_in_log.last(&device("d1", ALICE)).await.unwrap(), None);
}
