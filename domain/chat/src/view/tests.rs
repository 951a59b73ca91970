use proptest::{prelude::*, sample::Index};

use super::*;
use crate::MessageRef;

const ALICE: &str = "a@x.org";
const BOB: &str = "b@x.org";

fn id(n: u8) -> MessageId {
    format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap()
}

fn said(n: u8, author: &str, at: u64, body: Body) -> Message {
    let recipient = if author == ALICE { BOB } else { ALICE };
    Message {
        id: id(n),
        author: author.parse().unwrap(),
        recipient: recipient.parse().unwrap(),
        sent_at: Timestamp::from_millis(at),
        body,
        reply_to: None,
        expires_at: None,
    }
}

fn base() -> Message {
    said(1, ALICE, 10, Body::Text("first".parse().unwrap()))
}

fn edit(n: u8, author: &str, at: u64, words: &str) -> Message {
    said(n, author, at, Body::Edit { target: id(1), text: words.parse().unwrap() })
}

fn reaction(n: u8, author: &str, at: u64, emoji: Option<&str>) -> Message {
    let target = MessageRef { id: id(1), author: ALICE.parse().unwrap() };
    said(n, author, at, Body::Reaction { target, emoji: emoji.map(|it| it.parse().unwrap()) })
}

fn deletion(n: u8, at: u64) -> Message {
    said(n, ALICE, at, Body::Delete { target: id(1) })
}

/// The view after all of them came one by one, as a device has it that keeps what comes.
fn after(arrivals: &[Message]) -> View {
    let base = arrivals.iter().find(|it| it.target().is_none());
    View::of(base, arrivals.iter().filter(|it| it.target().is_some()))
}

/// Each order of them.
fn orders<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
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

#[test]
fn a_file_is_told_and_found_until_it_is_deleted() {
    let (hash, key) = (crate::FileHash([1; 32]), crate::FileKey::from([2; 32]));
    let name = "Report.pdf".parse().unwrap();
    let manifest = crate::FileManifest::new(name, None, (1, 16), hash, key).unwrap();
    let shared = SharedFile { manifest, caption: Some("for you".parse().unwrap()) };
    let base = said(1, ALICE, 10, Body::File(Box::new(shared.clone())));
    let deletion = said(2, ALICE, 11, Body::Delete { target: id(1) });
    let words = |raw: &str| raw.parse::<SearchWords>().unwrap();

    let (there, gone) = (View::of(Some(&base), []), View::of(Some(&base), [&deletion]));

    assert_eq!((there.file(&base), gone.file(&base)), (Some(&shared), None));
    assert!(there.has(&base, &words("you report")) && !there.has(&base, &words("letter")));
    assert!(!gone.has(&base, &words("report")));
    assert_eq!(there.text(&base), None);
}

#[test]
fn t37_any_order_of_what_was_said_edited_and_reacted_to_is_one_view() {
    let arrivals = [
        base(),
        edit(2, ALICE, 20, "second"),
        edit(3, ALICE, 30, "third"),
        reaction(4, BOB, 20, Some("👍")),
        reaction(5, BOB, 30, Some("👎")),
        reaction(6, ALICE, 5, Some("!")),
    ];
    let expected = View {
        edited: Some(("third".parse().unwrap(), Timestamp::from_millis(30))),
        deleted: false,
        removed: None,
        reactions: [(ALICE, "!"), (BOB, "👎")]
            .map(|(who, emoji)| (who.parse().unwrap(), emoji.parse().unwrap()))
            .into(),
        expires_at: None,
    };

    let all = orders(&arrivals);

    assert_eq!(all.len(), 720);
    assert!(all.iter().all(|order| after(order) == expected));
}

#[test]
fn t37_a_deletion_wins_in_any_order() {
    let arrivals = [
        base(),
        edit(2, ALICE, 20, "second"),
        edit(3, ALICE, 30, "third"),
        reaction(4, BOB, 20, Some("👍")),
        reaction(5, BOB, 30, None),
        deletion(6, 15),
    ];

    for order in orders(&arrivals) {
        let view = after(&order);

        assert_eq!(view, View { deleted: true, ..View::default() });
        assert_eq!(view.text(&base()), None);
    }
}

#[test]
fn t38_an_edit_that_does_not_hold_never_shows() {
    let late = edit(8, ALICE, 11 + Message::WINDOW_MILLIS, "too late");
    let forged = edit(9, BOB, 99, "forged");
    let arrivals = [base(), edit(2, ALICE, 20, "second"), late, forged];

    for order in orders(&arrivals) {
        assert_eq!(after(&order).text(&base()).unwrap().as_str(), "second");
    }
}

#[test]
fn at_the_same_moment_the_larger_id_is_the_later_one() {
    let (one, other) = (edit(2, ALICE, 20, "one"), edit(3, ALICE, 20, "other"));

    for order in [[&one, &other], [&other, &one]] {
        assert_eq!(View::of(Some(&base()), order).text(&base()).unwrap().as_str(), "other");
    }
}

#[test]
fn a_reaction_is_taken_back() {
    let (liked, taken_back) = (reaction(2, BOB, 20, Some("👍")), reaction(3, BOB, 21, None));

    assert!(View::of(Some(&base()), [&taken_back, &liked]).reactions.is_empty());
}

#[test]
fn of_what_is_not_here_nothing_is_shown_yet() {
    assert_eq!(after(&[edit(2, ALICE, 20, "second"), deletion(3, 30)]), View::default());
}

#[test]
fn what_was_wiped_is_deleted_whatever_else_comes() {
    let wiped = Message { body: Body::Wiped, ..base() };

    let view = View::of(Some(&wiped), [&edit(2, ALICE, 20, "second")]);

    assert_eq!(view, View { deleted: true, ..View::default() });
    assert_eq!(view.text(&wiped), None);
}

fn any_change() -> impl Strategy<Value = Message> {
    let who = prop::sample::select(vec![ALICE, BOB]);
    (2_u8..20, who, 0_u64..40, 0_u8..4, "[a-c]{1}").prop_map(|(n, who, at, kind, word)| {
        let at = if at > 35 { at + Message::WINDOW_MILLIS } else { at };
        match kind {
            0 | 1 => edit(n, who, at, &word),
            2 => reaction(n, who, at, Some(&word)),
            _ => reaction(n, who, at, None),
        }
    })
}

proptest! {
    #[test]
    fn t37_the_order_never_matters(
        changes in prop::collection::vec(any_change(), 0..12),
        deleted: bool,
        swaps in prop::collection::vec(any::<(Index, Index)>(), 0..24),
    ) {
        let mut arrivals = vec![base()];
        // One id is one message of its author.
        for change in changes {
            if arrivals.iter().all(|it| it.reference() != change.reference()) {
                arrivals.push(change);
            }
        }
        if deleted {
            arrivals.push(deletion(77, 12));
        }
        let expected = after(&arrivals);

        for (one, other) in swaps {
            let (one, other) = (one.index(arrivals.len()), other.index(arrivals.len()));
            arrivals.swap(one, other);
        }

        prop_assert_eq!(after(&arrivals), expected.clone());

        let changes: Vec<_> = arrivals.iter().filter(|it| it.target().is_some()).cloned().collect();
        let idle: Vec<_> = View::idle(&base(), &changes).collect();
        let left: Vec<_> = changes.iter().filter(|it| !idle.contains(it)).collect();
        prop_assert!(left.len() <= 4, "an edit, a deletion, and a reaction of each");
        prop_assert_eq!(View::of(Some(&base()), left), expected);
    }
}

fn in_room(message: Message) -> Message {
    Message { recipient: "#a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1".parse().unwrap(), ..message }
}

fn removal(n: u8, at: u64, reason: &str) -> Message {
    let target = MessageRef { id: id(1), author: ALICE.parse().unwrap() };
    let decision =
        crate::Moderation::new(crate::Moderated::Remove(target), reason.parse().unwrap());
    said(n, BOB, at, Body::Moderation(Box::new(decision.unwrap())))
}

#[test]
fn t37_a_removal_wins_in_any_order_and_says_who_and_why() {
    let arrivals = [
        base(),
        edit(2, ALICE, 20, "second"),
        removal(3, 30, "spam"),
        removal(4, 40, "spam, again"),
        reaction(5, BOB, 50, Some("!")),
    ]
    .map(in_room);
    let removed = Removed { by: BOB.parse().unwrap(), reason: "spam, again".parse().unwrap() };
    let expected = View { deleted: true, removed: Some(removed), ..View::default() };

    for order in orders(&arrivals) {
        assert_eq!(after(&order), expected);
    }
}

#[test]
fn nobody_moderates_what_two_say_to_each_other() {
    let view = View::of(Some(&base()), [&removal(2, 20, "spam")]);

    assert_eq!(view, View::default());
}
