//! Where it stands.

use causerie_chat::{Body, DeliveryState, Message, MessageRef};
use causerie_contracts::{ALICE, BOB, CAROL, Store, address, at, message};
use causerie_usecases::ports::{Cursor, Entry, Sought, Wish};
use rstest::rstest;

use crate::given::{DIRECT, all, bob_said, numbers, past, recalls, said, scene, state, to_bob};

#[rstest]
#[tokio::test]
async fn pages_come_in_front_of_what_is_here_in_the_order_they_were_in(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let before = said(&peer, BOB).await;

    recalls(&peer, vec![past(bob_said(9), DIRECT), past(to_bob(8), DIRECT)]).await;
    recalls(&peer, vec![past(bob_said(7), DIRECT), past(bob_said(6), DIRECT)]).await;
    peer.hears(&[bob_said(52)], at(61)).await;

    assert_eq!(numbers(&peer, BOB).await, [6, 7, 8, 9, 50, 52]);
    assert_eq!(all(&peer).await, [6, 7, 8, 9, 50, 51, 52]);
    // Who read up to here goes on where they were.
    let after =
        peer.history.conversation(&address(BOB).into(), before[0].cursor, 10).await.unwrap();
    assert_eq!(after.len(), 1);
    assert_eq!(said(&peer, BOB).await[4], before[0]);
    let cursors: Vec<_> = said(&peer, BOB).await.iter().map(|entry| entry.cursor).collect();
    assert!(cursors.is_sorted() && cursors[0] > Cursor(0), "{cursors:?}");
}

#[rstest]
#[tokio::test]
async fn a_store_that_is_empty_begins_with_what_is_given_and_goes_on_behind_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    recalls(&peer, vec![past(bob_said(2), DIRECT), past(bob_said(1), DIRECT)]).await;
    peer.hears(&[bob_said(3)], at(60)).await;

    assert_eq!(numbers(&peer, BOB).await, [1, 2, 3]);
    assert_eq!(state(&peer, &bob_said(3)).await, DIRECT);
}

#[rstest]
#[tokio::test]
async fn what_is_known_already_stays_as_it_is_and_where_it_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let before = said(&peer, BOB).await;
    let page = vec![
        past(bob_said(50), DeliveryState::Read),
        past(bob_said(9), DIRECT),
        past(message(50, BOB, ALICE, "other words"), DIRECT),
    ];

    for _ in 0..2 {
        recalls(&peer, page.clone()).await;
    }

    assert_eq!(numbers(&peer, BOB).await, [9, 50]);
    assert_eq!(said(&peer, BOB).await[1..], before);
}

#[rstest]
#[tokio::test]
async fn what_changes_messages_does_so_in_whatever_order_the_pages_have_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(false, true)] is_base_first: bool,
) {
    let peer = scene(store).await;
    let base = bob_said(5);
    let text = "better words".parse().unwrap();
    let edit = Message { body: Body::Edit { target: base.id, text }, ..bob_said(6) };
    let target = MessageRef { id: base.id, author: address(BOB) };
    let emoji = Some("👍".parse().unwrap());
    let reaction = Message { body: Body::Reaction { target, emoji }, ..to_bob(7) };
    let gone = bob_said(8);
    let deletion = Message { body: Body::Delete { target: gone.id }, ..bob_said(9) };
    let mut pages = vec![
        vec![past(deletion, DIRECT), past(gone.clone(), DIRECT), past(reaction, DIRECT)],
        vec![past(edit, DIRECT), past(base.clone(), DIRECT)],
    ];
    if is_base_first {
        for page in &mut pages {
            page.reverse();
        }
        pages.reverse();
    }

    for page in pages {
        recalls(&peer, page).await;
    }

    let base = peer.history.message(&address(BOB), base.id).await.unwrap().unwrap();
    assert_eq!(base.view.text(&base.message).unwrap().as_str(), "better words");
    assert_eq!(base.view.reactions.len(), 1);
    let gone = peer.history.message(&address(BOB), gone.id).await.unwrap().unwrap();
    assert!(gone.view.deleted && gone.message.body == Body::Wiped);
}

#[rstest]
#[tokio::test]
async fn conversations_are_by_their_latest_message_as_before_and_all_of_it_is_found(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    recalls(&peer, vec![past(bob_said(9), DIRECT), past(to_bob(8), DIRECT)]).await;

    let glances = peer.history.conversations().await.unwrap();
    let glances: Vec<_> =
        glances.iter().map(|it| (it.with.to_string(), it.messages, it.latest.message.id)).collect();
    let latest = |n| message(n, BOB, ALICE, "-").id;
    let expected = [(CAROL.to_owned(), 1, latest(51)), (BOB.to_owned(), 3, latest(50))];
    assert_eq!(glances, expected);
    let words = "bob".parse().unwrap();
    let wish =
        Wish { what: Sought::Words(words), with: None, since: None, until: None, before: None };
    let found = peer.search.search(&wish, 10).await.unwrap();
    let found: Vec<_> = found.iter().map(|entry| entry.message.id.as_bytes()[0]).collect();
    assert_eq!(found, [50, 9, 8]);
    let before = Some(said(&peer, BOB).await[1].cursor);
    assert_eq!(peer.search.search(&Wish { before, ..wish }, 10).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_is_here_is_given_from_its_end_a_page_after_another(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    recalls(&peer, vec![past(bob_said(9), DIRECT), past(bob_said(8), DIRECT)]).await;
    let short = Message { expires_at: Some(at(90)), ..bob_said(55) };
    peer.hears(&[short], at(62)).await;
    peer.timers.wipe_expired(at(91)).await.unwrap();

    let first = peer.chronicle.latest(None, 3).await.unwrap();
    let rest = peer.chronicle.latest(Some(first[2].cursor), 3).await.unwrap();

    let numbers = |page: &[Entry]| -> Vec<u8> {
        page.iter().map(|entry| entry.message.id.as_bytes()[0]).collect()
    };
    assert_eq!((numbers(&first), numbers(&rest)), (vec![51, 50, 9], vec![8]));
    assert_eq!(peer.chronicle.latest(Some(rest[0].cursor), 3).await.unwrap(), []);
    assert_eq!(peer.chronicle.length().await.unwrap(), 4);
}
