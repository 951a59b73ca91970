//! What was taken before.

use std::sync::Arc;

use causerie_chat::Path;
use causerie_contracts::{ALICE, BOB, CAROL, Reading, Store, at, device, message, received};
use rstest::rstest;

use crate::given::{conversation, said, take};

#[rstest]
#[tokio::test]
async fn an_envelope_that_was_taken_is_not_opened_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, hello) = (store.peer(), received(&said(1)));
    let opening = Arc::new(Reading::default());

    take(&peer, [hello.clone(), hello.clone()], &opening).await.unwrap();
    take(&peer, [hello], &opening).await.unwrap();

    assert_eq!(opening.seen().len(), 1);
    assert_eq!(conversation(&peer, BOB).await, [said(1)]);
}

#[rstest]
#[tokio::test]
async fn t51_an_envelope_of_the_same_id_from_another_device_is_opened_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let opening = Arc::new(Reading::default());
    let of_carol = message(1, CAROL, ALICE, "noise");
    assert_eq!(received(&of_carol).id, received(&said(1)).id);

    let carol = device("d1", CAROL);
    peer.inbox
        .take(&carol, vec![received(&of_carol)], opening.clone(), Path::Direct, at(8))
        .await
        .unwrap();
    take(&peer, [received(&said(1))], &opening).await.unwrap();

    assert_eq!(conversation(&peer, BOB).await, [said(1)]);
    assert_eq!(opening.seen().len(), 2);
}
