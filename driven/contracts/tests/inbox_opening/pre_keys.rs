//! What is told and spent of pre-keys.

use std::sync::Arc;

use causerie_contracts::{Reading, Store, begun, one_time_secret, received, signed_secret};
use causerie_usecases::ports::Spent;
use rstest::rstest;

use crate::given::{one_time, said, shelve, take, wanted};

#[rstest]
#[tokio::test]
async fn what_an_envelope_wants_is_handed_to_whoever_opens_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[7, 8]).await;
    shelve(&peer, 2, &[9]).await;
    let opening = |wants| Arc::new(Reading { wants, ..Reading::default() });

    let cases = [
        (None, None, None),
        (Some(wanted(1, 1, Some(8))), Some(signed_secret(1)), Some(one_time_secret(8))),
        (Some(wanted(1, 2, None)), Some(signed_secret(2)), None),
        (Some(wanted(1, 3, Some(10))), None, None),
    ];
    for (n, (wants, signed, one_time)) in (1..).zip(cases) {
        let opening = opening(wants);
        take(&peer, [received(&said(n))], &opening).await.unwrap();

        let [seen] = &opening.seen()[..] else { unreachable!() };
        assert!(seen.signed == signed && seen.one_time == one_time && !seen.was_begun, "{n}");
    }
}

#[rstest]
#[tokio::test]
async fn t14_a_one_time_pre_key_is_there_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[7, 8]).await;
    let opening = Arc::new(Reading {
        wants: Some(wanted(1, 1, Some(7))),
        spends: one_time(7),
        ..Reading::default()
    });

    take(&peer, [received(&said(1))], &opening).await.unwrap();
    take(&peer, [received(&said(2))], &opening).await.unwrap();

    let seen = opening.seen();
    assert!(seen[0].one_time.is_some() && seen[1].one_time.is_none());
    assert!(seen[1].signed.is_some());
    assert!(peer.shelved.one_time_above(0).await.unwrap() == [(8, one_time_secret(8))]);
    assert_eq!(peer.shelved.last_number().await.unwrap(), 8);
}

#[rstest]
#[tokio::test]
async fn t15_a_session_begun_with_the_last_resort_is_remembered_until_its_generation_is_forgotten(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[]).await;
    shelve(&peer, 2, &[]).await;
    let begin = |n, generation| {
        let session = begun(n).id();
        Arc::new(Reading {
            wants: Some(wanted(n, generation, None)),
            spends: Some(Spent::LastResort { session, generation }),
            ..Reading::default()
        })
    };
    let was_begun = async |n, generation, message| {
        let wants = Some(wanted(n, generation, None));
        let opening = Arc::new(Reading { wants, ..Reading::default() });
        take(&peer, [received(&said(message))], &opening).await.unwrap();
        opening.seen()[0].was_begun
    };

    take(&peer, [received(&said(1))], &begin(1, 1)).await.unwrap();
    take(&peer, [received(&said(2))], &begin(2, 2)).await.unwrap();
    let before = (was_begun(1, 1, 3).await, was_begun(2, 2, 4).await, was_begun(3, 2, 5).await);
    peer.shelf.forget_below(2).await.unwrap();
    let after = (was_begun(1, 1, 6).await, was_begun(2, 2, 7).await);

    assert_eq!(before, (true, true, false));
    assert_eq!(after, (false, true));
}
