//! Who is told, and who is not.

use causerie_chat::{Cause, Choice, Path, Receipt};
use causerie_contracts::{ALICE, BOB, CAROL, Store, address, at, device, message, place, received};
use rstest::rstest;

use crate::given::{bob, delivered, from_bob, knows_bob, noise, takes, writes, written};

#[rstest]
#[tokio::test]
async fn everybody_is_told_who_is_not_excepted(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let allowed =
        async |who: &str| peer.due_receipts.receipts_allowed(&address(who)).await.unwrap();
    assert!(allowed(BOB).await);

    peer.chooses(BOB, &[Choice::Receipts(false)]).await;
    assert_eq!((allowed(BOB).await, allowed(CAROL).await), (false, true));

    peer.chooses(BOB, &[Choice::Receipts(true)]).await;
    assert!(allowed(BOB).await);
}

#[rstest]
#[case::before_it_came(true)]
#[case::after_it_came(false)]
#[tokio::test]
async fn who_is_excepted_is_told_what_was_refused_and_nothing_else(
    #[case] before: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2)]).await;
    if before {
        peer.chooses(BOB, &[Choice::Receipts(false)]).await;
    }
    takes(&peer, Path::Mailbox, vec![received(&from_bob(1)), noise(2)]).await.unwrap_err();
    peer.receipts
        .mark_read(&address(BOB).into(), place(u64::MAX), Vec::new(), Vec::new(), at(10))
        .await
        .unwrap();
    peer.hears_by(Path::Mailbox, &[message(7, CAROL, ALICE, "hi")], at(9)).await;

    peer.chooses(BOB, &[Choice::Receipts(false)]).await;

    writes(&peer, &bob(), 90).await;
    let refused = vec![(noise(2).id, Cause::MALFORMED)];
    assert_eq!(written(&peer, &bob()).await, [Receipt { refused, ..Receipt::default() }]);
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [device("d1", CAROL)]);
}

#[rstest]
#[tokio::test]
async fn who_was_excepted_for_a_while_is_not_told_afterwards_what_came_then(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2)]).await;
    peer.chooses(BOB, &[Choice::Receipts(false)]).await;
    takes(&peer, Path::Mailbox, vec![received(&from_bob(1))]).await.unwrap();
    peer.receipts
        .mark_read(&address(BOB).into(), place(u64::MAX), Vec::new(), Vec::new(), at(10))
        .await
        .unwrap();

    peer.chooses(BOB, &[Choice::Receipts(true)]).await;
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
    takes(&peer, Path::Mailbox, vec![received(&from_bob(2))]).await.unwrap();

    writes(&peer, &bob(), 90).await;
    assert_eq!(written(&peer, &bob()).await, [delivered(&[from_bob(2)])]);
}

#[rstest]
#[tokio::test]
async fn who_was_read_unseen_is_told_nothing_when_they_are_allowed_and_it_is_read_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2)]).await;
    peer.hears(&[from_bob(1)], at(1)).await;
    peer.chooses(BOB, &[Choice::Receipts(false)]).await;
    peer.receipts
        .mark_read(&address(BOB).into(), place(1), Vec::new(), Vec::new(), at(9))
        .await
        .unwrap();
    peer.chooses(BOB, &[Choice::Receipts(true)]).await;

    peer.receipts
        .mark_read(&address(BOB).into(), place(1), Vec::new(), Vec::new(), at(10))
        .await
        .unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
}
