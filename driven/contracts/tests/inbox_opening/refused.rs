//! What could not be opened.

use std::sync::Arc;

use causerie_chat::{Cause, Envelope, Path};
use causerie_contracts::{BOB, CAROL, Reading, Store, at, device, received};
use causerie_usecases::ports::{NotTaken, Unopened, UnopenedEnvelope};
use rstest::rstest;

use crate::given::{bob, conversation, noise, numbered, one_time, said, take};

#[rstest]
#[tokio::test]
async fn t51_a_refused_envelope_of_the_same_id_from_another_device_hides_none(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    let carol = device("d1", CAROL);

    take(&peer, [noise(1)], &opening).await.unwrap_err();
    peer.inbox
        .take(&carol, vec![noise(1)], opening.clone(), Path::Direct, at(8))
        .await
        .unwrap_err();
    let both = peer.unopened.unopened().await.unwrap();
    take(&peer, [received(&said(1))], &opening).await.unwrap();

    let from = |told: Vec<UnopenedEnvelope>| told.into_iter().map(|it| it.from).collect::<Vec<_>>();
    assert_eq!(from(both), [carol.clone(), bob()]);
    assert_eq!(from(peer.unopened.unopened().await.unwrap()), [carol]);
}

#[rstest]
#[tokio::test]
async fn what_was_refused_is_named_kept_for_inspection_and_all_else_is_taken(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());

    let batch = [received(&said(1)), noise(2), received(&said(3)), noise(4)];
    let refused = take(&peer, batch, &opening).await;

    let cause = Cause::MALFORMED;
    let expected = [2, 4].map(|n| (noise(n).id, cause.clone()));
    assert!(matches!(&refused, Err(NotTaken::Refused(refused)) if *refused == expected));
    assert_eq!(conversation(&peer, BOB).await, [said(1), said(3)]);
    let kept = |n| UnopenedEnvelope {
        id: noise(n).id,
        from: bob(),
        at: at(9),
        cause: Cause::MALFORMED,
        bytes: 40 + u64::from(n),
    };
    assert_eq!(peer.unopened.unopened().await.unwrap(), [kept(4), kept(2)]);
}

#[rstest]
#[tokio::test]
async fn an_envelope_that_is_refused_again_is_kept_once_as_it_came_last(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    take(&peer, [noise(1), noise(2)], &opening).await.unwrap_err();

    peer.inbox
        .take(&bob(), vec![noise(1)], opening.clone(), Path::Direct, at(20))
        .await
        .unwrap_err();

    let kept = peer.unopened.unopened().await.unwrap();
    let kept: Vec<_> = kept.into_iter().map(|it| (it.id, it.at)).collect();
    assert_eq!(kept, [(noise(1).id, at(20)), (noise(2).id, at(9))]);
    assert_eq!(opening.seen().len(), 3);
}

#[rstest]
#[tokio::test]
async fn what_is_taken_after_all_is_kept_for_inspection_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    take(&peer, [noise(1), noise(2)], &opening).await.unwrap_err();

    take(&peer, [received(&said(1))], &opening).await.unwrap();

    let kept = peer.unopened.unopened().await.unwrap();
    assert_eq!(kept.into_iter().map(|it| it.id).collect::<Vec<_>>(), [noise(2).id]);
    assert_eq!(conversation(&peer, BOB).await, [said(1)]);
}

#[rstest]
#[tokio::test]
async fn the_latest_two_hundred_and_fifty_six_that_were_refused_are_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    let all: Vec<_> = (0..300).map(|n| Envelope { id: numbered(n), ..noise(1) }).collect();

    take(&peer, all.clone(), &opening).await.unwrap_err();

    let kept = peer.unopened.unopened().await.unwrap();
    let ids: Vec<_> = kept.into_iter().map(|it| it.id).collect();
    let latest: Vec<_> = all.iter().rev().map(|it| it.id).take(<dyn Unopened>::MOST).collect();
    assert_eq!(<dyn Unopened>::MOST, 256);
    assert_eq!(ids, latest);
}

#[rstest]
#[tokio::test]
async fn sessions_of_a_refused_envelope_are_kept_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let begins = Arc::new(Reading { begins: Some(1), spends: one_time(7), ..Reading::default() });

    take(&peer, [noise(1)], &begins).await.unwrap_err();

    assert!(peer.sessions.has_session(&bob()).await.unwrap());
}
