//! What is kept of sessions.

use std::sync::Arc;

use causerie_chat::Path;
use causerie_contracts::{BOB, Reading, Store, at, begun, device, person, received};
use rstest::rstest;

use crate::given::{bob, one_time, said, shelve, take, wanted};

#[rstest]
#[tokio::test]
async fn the_sessions_of_a_device_are_kept_and_there_at_its_next_envelope(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let begins = Arc::new(Reading { begins: Some(1), spends: one_time(7), ..Reading::default() });
    let goes_on = Arc::new(Reading::default());

    take(&peer, [received(&said(1))], &begins).await.unwrap();
    take(&peer, [received(&said(2))], &goes_on).await.unwrap();
    let from_other = vec![received(&said(3))];
    peer.inbox
        .take(&device("d2", BOB), from_other, goes_on.clone(), Path::Direct, at(9))
        .await
        .unwrap();

    assert_eq!(begins.seen()[0].session, None);
    let seen: Vec<_> = goes_on.seen().into_iter().map(|seen| seen.session).collect();
    assert_eq!(seen, [Some(begun(1).id()), None]);
    assert!(peer.sessions.has_session(&bob()).await.unwrap());
    assert!(!peer.sessions.has_session(&device("d2", BOB)).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn within_a_batch_each_envelope_is_opened_with_what_the_one_before_left(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    shelve(&peer, 1, &[7]).await;
    let opening = Arc::new(Reading {
        wants: Some(wanted(1, 1, Some(7))),
        begins: Some(1),
        meets: Some(person(BOB, 1, &[("d1", 2)])),
        spends: one_time(7),
        ..Reading::default()
    });

    take(&peer, [received(&said(1)), received(&said(2))], &opening).await.unwrap();

    let [first, second] = &opening.seen()[..] else { unreachable!() };
    assert_eq!((first.session, second.session), (None, Some(begun(1).id())));
    assert!(first.one_time.is_some() && second.one_time.is_none());
    assert!(first.contact.is_none() && second.contact.is_some());
}
