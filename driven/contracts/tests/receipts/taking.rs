//! What came by mail is to be told, and what came directly is not.

use std::sync::Arc;

use causerie_chat::{Cause, DeliveryState, DeviceAddress, Path, Receipt};
use causerie_contracts::{
    ALICE, BOB, CAROL, Refusing, Store, address, at, device, message, received,
};
use causerie_usecases::ports::NotTaken;
use rstest::rstest;

use crate::given::{bob, delivered, from_bob, ids, knows_bob, noise, takes, writes, written};

#[rstest]
#[tokio::test]
async fn a_received_message_keeps_the_way_it_took(
    #[values(Path::Direct, Path::Mailbox)] path: Path,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    peer.hears_by(path, &[from_bob(1)], at(9)).await;

    let entry = peer.history.message(&address(BOB), from_bob(1).id).await.unwrap().unwrap();
    assert_eq!((entry.state, entry.changed_at), (DeliveryState::Delivered(path), at(9)));
}

#[rstest]
#[case::by_mail(Path::Mailbox, vec![bob()])]
#[case::directly(Path::Direct, vec![])]
#[tokio::test]
async fn there_is_something_to_tell_of_what_came_by_mail_only(
    #[case] path: Path,
    #[case] due: Vec<DeviceAddress>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    let _ = takes(&peer, path, vec![received(&from_bob(1)), noise(2)]).await;

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), due);
}

#[rstest]
#[case::for_now(Cause::CANNOT_OPEN, vec![bob()])]
#[case::for_good(Cause::MALFORMED, vec![])]
#[tokio::test]
async fn who_is_no_contact_is_told_of_what_comes_again_when_they_are_told_and_of_nothing_else(
    #[case] cause: Cause,
    #[case] due: Vec<DeviceAddress>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    let opening = Arc::new(Refusing(cause));
    let taken = peer.inbox.take(&bob(), vec![noise(1)], opening, Path::Mailbox, at(9)).await;

    assert!(matches!(taken, Err(NotTaken::Refused(_))));
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), due);
}

#[rstest]
#[tokio::test]
async fn what_was_taken_and_what_was_refused_is_told_to_who_sent_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2)]).await;
    peer.hears_by(Path::Mailbox, &[message(7, CAROL, ALICE, "hi")], at(9)).await;

    let said = [from_bob(1), from_bob(3)];
    let all = vec![received(&said[0]), noise(2), received(&said[1])];
    let refused = takes(&peer, Path::Mailbox, all).await;

    assert!(matches!(refused, Err(NotTaken::Refused(_))));
    writes(&peer, &bob(), 90).await;
    let refused = vec![(noise(2).id, Cause::MALFORMED)];
    assert_eq!(written(&peer, &bob()).await, [Receipt { refused, ..delivered(&said) }]);
    writes(&peer, &device("d1", CAROL), 91).await;
    let to_carol = written(&peer, &device("d1", CAROL)).await;
    assert_eq!(to_carol, [delivered(&[message(7, CAROL, ALICE, "hi")])]);
}

#[rstest]
#[case::first_by_mail(Path::Mailbox)]
#[case::first_directly(Path::Direct)]
#[tokio::test]
async fn the_same_envelope_again_by_mail_is_told_again(
    #[case] first: Path,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    takes(&peer, first, vec![received(&from_bob(1))]).await.unwrap();
    writes(&peer, &bob(), 90).await;

    takes(&peer, Path::Mailbox, vec![received(&from_bob(1))]).await.unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [bob()]);
    writes(&peer, &bob(), 91).await;
    let told = written(&peer, &bob()).await;
    assert_eq!(told.last(), Some(&delivered(&[from_bob(1)])));
    assert_eq!(told.len(), if first == Path::Mailbox { 2 } else { 1 });
}

#[rstest]
#[tokio::test]
async fn a_receipt_that_came_is_no_part_of_the_conversation_and_is_not_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    for _ in 0..2 {
        crate::given::bob_tells(&peer, 60, delivered(&[crate::given::to_bob(1)])).await;
    }

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
    assert!(peer.history.conversations().await.unwrap().is_empty());
    let id = message(60, BOB, ALICE, "-").id;
    assert!(peer.history.message(&address(BOB), id).await.unwrap().is_none());
}

#[rstest]
#[tokio::test]
async fn what_was_refused_and_came_again_is_told_as_it_ended(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2)]).await;
    takes(&peer, Path::Mailbox, vec![noise(1)]).await.unwrap_err();
    takes(&peer, Path::Mailbox, vec![noise(1)]).await.unwrap_err();
    writes(&peer, &bob(), 90).await;

    takes(&peer, Path::Mailbox, vec![received(&from_bob(1))]).await.unwrap();

    writes(&peer, &bob(), 91).await;
    let refused = vec![(noise(1).id, Cause::MALFORMED)];
    let expected = [Receipt { refused, ..Receipt::default() }, delivered(&[from_bob(1)])];
    assert_eq!(written(&peer, &bob()).await, expected);
    assert!(peer.unopened.unopened().await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn what_was_thrown_away_is_told_as_unopened_without_content(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let id = noise(1).id;

    peer.inbox.missed(&bob(), id, at(9)).await.unwrap();
    peer.inbox.missed(&bob(), id, at(10)).await.unwrap();

    let told = peer.unopened.unopened().await.unwrap();
    let told = told.into_iter().map(|it| (it.id, it.from, it.at, it.cause, it.bytes));
    assert_eq!(told.collect::<Vec<_>>(), [(id, bob(), at(10), Cause::EXPIRED, 0)]);
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
    takes(&peer, Path::Direct, vec![received(&from_bob(1))]).await.unwrap();
    assert!(peer.unopened.unopened().await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn what_was_thrown_away_after_it_had_come_another_way_is_not_missed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    takes(&peer, Path::Direct, vec![received(&from_bob(1))]).await.unwrap();

    peer.inbox.missed(&bob(), noise(1).id, at(10)).await.unwrap();

    assert!(peer.unopened.unopened().await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn what_came_many_times_is_told_once(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let said: Vec<_> = (1..=5).map(from_bob).collect();
    for _ in 0..3 {
        takes(&peer, Path::Mailbox, said.iter().map(received).collect()).await.unwrap();
    }

    writes(&peer, &bob(), 90).await;

    let told = written(&peer, &bob()).await.remove(0);
    assert_eq!(told.delivered, ids(&said));
}
