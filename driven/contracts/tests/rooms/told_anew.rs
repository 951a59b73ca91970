//! What was told in a room stays as it was sealed, whatever becomes of sessions with the same device.

use std::sync::Arc;

use causerie_chat::{Body, Cause, EnvelopeId, Message, Path, Receipt};
use causerie_contracts::{ALICE, Reading, Store, address, at, message, person, received};
use causerie_usecases::ports::{Batch, Decision, Outcome};
use rstest::rstest;

use crate::{
    given::{body, scene, settle},
    telling::{DAVE, batch, comes, dave_says, daves, receipt, told},
};

fn bodies(batch: &Batch) -> Vec<usize> {
    batch.sealed.iter().map(|it| it.envelope.sealed.as_bytes().len()).collect()
}

#[rstest]
#[tokio::test]
async fn where_the_sessions_with_a_person_begin_anew(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let now = |own| person(DAVE, own, &[("d1", 41)]);
    store.peer.contacts.remember(&now(4)).await.unwrap();
    comes(&store, &dave_says(1)).await;
    store.receipts.tell(told(50, &daves(1), receipt(&[dave_says(1).id], &[]))).await.unwrap();
    store.peer.contacts.remember(&now(5)).await.unwrap_err();

    let decision = Decision { who: address(DAVE), key: now(5).account_key, verified: None };
    store.peer.contacts.decide(&decision).await.unwrap();

    assert_eq!(bodies(&batch(&store, &daves(1), false).await), [body().as_bytes().len()]);
}

#[rstest]
#[tokio::test]
async fn where_the_device_asks_for_all_that_it_put_off(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    store.peer.contacts.remember(&person(DAVE, 4, &[("d1", 41)])).await.unwrap();
    comes(&store, &dave_says(1)).await;
    let said = told(50, &daves(1), receipt(&[dave_says(1).id], &[]));
    let (of, id) = (said.message.clone(), EnvelopeId::of(said.message.id, &daves(1)));
    store.receipts.tell(said).await.unwrap();
    settle(&store, &of, &daves(1), Outcome::Stored).await;
    let refused = Receipt { refused: vec![(id, Cause::NOT_ACCEPTED)], ..Receipt::default() };
    let asks = Message { body: Body::Receipt(refused), ..message(9, DAVE, ALICE, "-") };

    let (opening, envelopes) = (Arc::new(Reading::default()), vec![received(&asks)]);
    store.peer.inbox.take(&daves(1), envelopes, opening, Path::Direct, at(70)).await.unwrap();

    assert_eq!(bodies(&batch(&store, &daves(1), false).await), [body().as_bytes().len()]);
}
