use std::slice;

use causerie_chat::{Message, MessageRef, View};
use causerie_contracts::{ALICE, BOB, Store, address, at, device, message};
use causerie_usecases::ports::Cursor;
use rstest::rstest;

use crate::given::{
    arrive, base, by_alice, conversation, deletion, edit, now, reaction, seen, text,
};

/// Each order of them.
fn orders(of: &[Message]) -> Vec<Vec<Message>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in 0..of.len() {
        let mut rest = of.to_vec();
        let head = rest.remove(first);
        all.extend(orders(&rest).into_iter().map(|rest| [vec![head.clone()], rest].concat()));
    }
    all
}

#[rstest]
#[tokio::test]
async fn t37_any_order_of_arrival_is_one_view(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let arrivals = [
        base(),
        edit(2, "second words"),
        edit(3, "third words"),
        reaction(4, Some("👍")),
        by_alice(reaction(5, Some("👎"))),
    ];
    let expected = View {
        removed: None,
        edited: Some(("third words".parse().unwrap(), at(3))),
        deleted: false,
        reactions: [(ALICE, "👎"), (BOB, "👍")]
            .map(|(who, emoji)| (address(who), emoji.parse().unwrap()))
            .into(),
        expires_at: None,
    };

    for order in orders(&arrivals) {
        let peer = store.peer();

        assert_eq!(arrive(&peer, &order, now()).await, []);

        assert_eq!(seen(&peer).await.view, expected);
        let kept: Vec<_> = conversation(&peer).await.into_iter().map(|it| it.message).collect();
        assert_eq!(kept, order);
    }
}

#[rstest]
#[tokio::test]
async fn t37_a_deletion_wins_in_any_order_and_leaves_no_words(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let arrivals =
        [base(), edit(2, "second words"), by_alice(reaction(4, Some("👎"))), deletion(3)];

    for order in orders(&arrivals) {
        let peer = store.peer();

        assert_eq!(arrive(&peer, &order, now()).await, []);

        assert_eq!(seen(&peer).await.view, View { deleted: true, ..View::default() });
        let kept = conversation(&peer).await;
        assert_eq!(kept.len(), 4);
        for entry in kept {
            let bytes = entry.message.encode();
            assert!(!bytes.windows(5).any(|it| it == b"words"), "{order:?}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_latest_reaction_counts_and_is_taken_back(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    arrive(&peer, &[base(), reaction(2, Some("👍")), reaction(4, None)], now()).await;

    arrive(&peer, &[reaction(3, Some("late"))], now()).await;

    assert!(seen(&peer).await.view.reactions.is_empty());
}

#[rstest]
#[tokio::test]
async fn what_was_wiped_comes_again_and_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    arrive(&peer, &[base(), edit(2, "second words"), deletion(3)], now()).await;
    let before = conversation(&peer).await;
    peer.sends(&base_of_alice(), &[device("d1", BOB)], 10).await;
    peer.sends(&deletion_of_alice(), &[device("d1", BOB)], 10).await;

    let again = [base(), edit(2, "second words"), deletion(3), base_of_alice()];

    assert_eq!(arrive(&peer, &again, now()).await, []);
    assert_eq!(conversation(&peer).await[..3], before[..]);
    assert_eq!(conversation(&peer).await.len(), 5);
}

fn base_of_alice() -> Message {
    by_alice(Message { id: message(7, BOB, ALICE, "-").id, ..base() })
}

fn deletion_of_alice() -> Message {
    let target = base_of_alice().id;
    let body = causerie_chat::Body::Delete { target };
    by_alice(Message { body, ..message(8, BOB, ALICE, "-") })
}

#[rstest]
#[tokio::test]
async fn ones_own_message_is_changed_as_soon_as_the_change_is_queued(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.sends(&base_of_alice(), &[device("d1", BOB)], 10).await;

    peer.sends(&deletion_of_alice(), &[device("d1", BOB)], 10).await;

    let kept = conversation(&peer).await;
    assert!(kept[0].view.deleted && text(&kept[0]).is_none());
    let to = MessageRef { id: base_of_alice().id, author: address(ALICE) };
    assert_eq!(kept[1].message.target(), Some(to));
}

#[rstest]
#[tokio::test]
async fn a_reply_says_to_what_wherever_that_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let nowhere = MessageRef { id: base().id, author: address(BOB) };
    let reply = Message { reply_to: Some(nowhere), ..message(2, BOB, ALICE, "yes") };

    arrive(&peer, slice::from_ref(&reply), now()).await;

    assert_eq!(conversation(&peer).await[0].message, reply);
    let other = Message { reply_to: None, ..reply };
    assert_eq!(arrive(&peer, &[other], now()).await, [], "the same envelope");
}

#[rstest]
#[tokio::test]
async fn a_page_of_changed_messages_is_seen_as_each_of_them_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    for n in (1..=40).step_by(2) {
        let said = message(n, BOB, ALICE, "said");
        let body = causerie_chat::Body::Edit {
            target: said.id,
            text: format!("changed {n}").parse().unwrap(),
        };
        let change = Message { body, ..message(n + 1, BOB, ALICE, "-") };
        arrive(&peer, &[said, change], now()).await;
    }

    let page = peer.history.conversation(&address(BOB).into(), Cursor(0), 1_000).await.unwrap();

    let texts: Vec<_> = page.iter().filter_map(text).map(str::to_owned).collect();
    let expected: Vec<_> = (1..=40).step_by(2).map(|n| format!("changed {n}")).collect();
    assert_eq!(texts, expected);
    let all = peer.history.conversations().await.unwrap();
    assert_eq!((all[0].messages, text(&all[0].latest)), (20, Some("changed 39")));
}
