use std::slice;

use causerie_chat::{Body, Cause, Message};
use causerie_contracts::{ALICE, BOB, CAROL, Store, address, at, message};
use rstest::rstest;

use crate::given::{arrive, base, bring, conversation, edit, now, reaction, seen, text};

const DAY: u64 = 24 * 60 * 60;

fn too_late() -> Message {
    Message { sent_at: at(2 + DAY), ..edit(2, "too late") }
}

fn of_a_reaction() -> Message {
    let body = Body::Edit { target: reaction(3, None).id, text: "of a reaction".parse().unwrap() };
    Message { body, ..message(2, BOB, ALICE, "-") }
}

fn by_carol() -> Message {
    Message { author: address(CAROL), ..reaction(2, Some("👍")) }
}

#[rstest]
#[case::later_than_a_day(too_late(), Cause::TOO_LATE)]
#[case::of_no_text(of_a_reaction(), Cause::NOT_CHANGEABLE)]
#[case::by_somebody_else(by_carol(), Cause::NOT_CHANGEABLE)]
#[tokio::test]
async fn t38_what_does_not_hold_is_refused_and_never_shows(
    #[case] change: Message,
    #[case] cause: Cause,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    arrive(&peer, &[base(), reaction(3, None)], now()).await;
    let before = seen(&peer).await;

    assert_eq!(bring(&peer, &change, now()).await, Some(cause));

    assert_eq!(seen(&peer).await, before);
    assert_eq!(conversation(&peer).await.len(), 2);
}

#[rstest]
#[case::later_than_a_day(too_late())]
#[case::by_somebody_else(by_carol())]
#[tokio::test]
async fn t38_what_came_first_and_does_not_hold_never_shows_either(
    #[case] change: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, other) = (store.peer(), store.peer());
    assert_eq!(bring(&peer, &change, now()).await, None);
    arrive(&other, &[base(), edit(9, "valid words")], now()).await;

    arrive(&peer, &[base(), edit(9, "valid words")], now()).await;

    assert_eq!(seen(&peer).await.view, seen(&other).await.view);
    assert_eq!(text(&seen(&peer).await), Some("valid words"));
}

#[rstest]
#[tokio::test]
async fn t38_bob_cannot_edit_what_alice_said(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let said = message(1, ALICE, BOB, "what Alice said");
    arrive(&peer, slice::from_ref(&said), now()).await;

    arrive(&peer, &[edit(2, "what Bob made of it"), crate::given::deletion(3)], now()).await;

    let entry = peer.history.message(&address(ALICE), said.id).await.unwrap().unwrap();
    assert_eq!(text(&entry), Some("what Alice said"));
}

#[rstest]
#[tokio::test]
async fn nothing_is_kept_of_typing_and_it_is_not_noted_as_taken(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let typing = Message { body: Body::Typing, ..message(1, BOB, ALICE, "-") };

    assert_eq!(bring(&peer, &typing, now()).await, None);
    peer.hears_by(causerie_chat::Path::Mailbox, &[typing], now()).await;

    assert_eq!(conversation(&peer).await, []);
    assert!(peer.due_receipts.due_receipts(true).await.unwrap().is_empty());
    // Its envelope would have been passed over.
    assert_eq!(bring(&peer, &base(), now()).await, None);
    assert_eq!(conversation(&peer).await.len(), 1);
}
