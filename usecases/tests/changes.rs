//! Editing, deleting and reacting, at both ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::{Body, Cause, DeliveryState, Message, MessageRef, Path};
use causerie_usecases::{
    CommandHandler,
    peer::{
        ChangeError,
        commands::{SendMessage, SendMessageError},
    },
    ports::{Contacts, Event, EventLog, Outbox},
};
use given::{
    address,
    later::Later,
    mail::Counter,
    message_id,
    party::Party,
    person,
    world::{World, world},
};
use rstest::rstest;

const DIRECTLY: DeliveryState = DeliveryState::Delivered(Path::Direct);
const DAY: u64 = 24 * 60 * 60;

/// Alice told Bob message 1, and Bob told her message 2.
async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.mail.is(Counter::Open);
    alice.tells(1, "bob").await;
    bob.tells(2, "alice").await;
    (world, alice, bob)
}

#[tokio::test]
async fn what_is_edited_reads_so_at_both_ends() {
    let (_world, alice, bob) = scene().await;
    let by_bob = bob.events.latest();

    alice.edits(3, 1, "in other words").await.unwrap();
    assert_eq!(alice.text("alice", 1).await.as_deref(), Some("in other words"));
    alice.delivers("bob").await;

    assert_eq!(bob.text("alice", 1).await.as_deref(), Some("in other words"));
    assert_eq!(alice.state(3).await, DIRECTLY);
    assert_eq!(bob.told_since(by_bob).await, [Event::Conversation(address("alice").into())]);
}

#[tokio::test]
async fn what_is_deleted_is_wiped_at_both_ends() {
    let (_world, alice, bob) = scene().await;
    alice.edits(3, 1, "secret words").await.unwrap();
    alice.delivers("bob").await;

    alice.deletes(4, 1).await.unwrap();
    alice.delivers("bob").await;

    for end in [&alice, &bob] {
        assert!(end.kept("alice", 1).await.view.deleted);
        for n in [1, 3] {
            let bytes = end.kept("alice", n).await.message.encode();
            assert!(!bytes.windows(5).any(|it| it == b"words" || it == b"hello"), "{n}");
        }
    }
}

#[tokio::test]
async fn what_is_deleted_before_it_left_never_leaves() {
    let (world, alice, bob) = scene().await;
    world.leaves("bob").await;
    world.mail.is(Counter::Shut);
    alice.says(3, "bob").await;

    alice.deletes(4, 3).await.unwrap();
    world.is_at("bob", "127.0.0.1:7600").await;
    alice.delivers("bob").await;
    alice.delivers("bob").await;

    assert_eq!((alice.state(3).await, alice.state(4).await), (DIRECTLY, DIRECTLY));
    assert_eq!(bob.text("alice", 3).await, None);
    assert!(bob.kept("alice", 3).await.view.deleted);
}

#[tokio::test]
async fn both_react_to_either_message_and_take_it_back() {
    let (_world, alice, bob) = scene().await;
    let reactions = async |end: &Party, author: &str, n| {
        let view = end.kept(author, n).await.view;
        view.reactions.values().map(|emoji| emoji.as_str().to_owned()).collect::<Vec<_>>()
    };

    bob.reacts(3, ("alice", 1), Some("👍")).await.unwrap();
    bob.reacts(4, ("bob", 2), Some("!")).await.unwrap();
    bob.delivers("alice").await;
    alice.reacts(5, ("alice", 1), Some("❤")).await.unwrap();
    alice.delivers("bob").await;

    for end in [&alice, &bob] {
        assert_eq!(reactions(end, "alice", 1).await, ["❤", "👍"]);
        assert_eq!(reactions(end, "bob", 2).await, ["!"]);
    }
    bob.clock.passes(bob.clock.now().millis());
    bob.reacts(6, ("alice", 1), None).await.unwrap();
    assert_eq!(reactions(&bob, "alice", 1).await, ["❤"]);
}

#[tokio::test]
async fn the_same_change_again_changes_nothing_even_once_it_would_be_too_late() {
    let (world, alice, _bob) = scene().await;
    alice.edits(3, 1, "in other words").await.unwrap();
    let before = alice.kept("alice", 3).await;

    world.later(2 * DAY);

    alice.edits(3, 1, "in other words").await.unwrap();
    assert_eq!(alice.kept("alice", 3).await, before);
    let other = alice.edits(3, 1, "in yet other words").await;
    assert!(matches!(other, Err(ChangeError::IdInUse)));
}

#[tokio::test]
async fn t38_only_ones_own_words_are_changed_and_only_for_a_day() {
    let (world, alice, bob) = scene().await;
    bob.reacts(3, ("alice", 1), Some("👍")).await.unwrap();

    let theirs = alice.edits(4, 2, "what Bob never said").await;
    let nowhere = alice.deletes(5, 77).await;
    let no_text = bob.deletes(6, 3).await;
    world.later(DAY + 1);
    let late = alice.edits(7, 1, "too late").await;

    assert!(matches!(theirs, Err(ChangeError::NoSuchMessage)));
    assert!(matches!(nowhere, Err(ChangeError::NoSuchMessage)));
    assert!(matches!(no_text, Err(ChangeError::NotChangeable)));
    assert!(matches!(late, Err(ChangeError::TooLate)));
    assert_eq!(alice.conversation("bob").await.len(), 2);
}

#[tokio::test]
async fn an_edit_comes_after_the_one_before_also_within_a_millisecond() {
    let (_world, alice, bob) = scene().await;
    for (n, text) in [(3, "second"), (4, "third"), (5, "fourth")] {
        // All of it in one millisecond, with ids that fall.
        alice.edits(10 - n, 1, text).await.unwrap();
    }

    alice.delivers("bob").await;

    for end in [&alice, &bob] {
        assert_eq!(end.text("alice", 1).await.as_deref(), Some("fourth"));
    }
}

#[rstest]
#[case::of_the_recipient("bob", true)]
#[case::of_ones_own("alice", true)]
#[case::of_somebody_else("carol", false)]
#[tokio::test]
async fn a_reply_is_to_one_of_the_two(#[case] author: &str, #[case] allowed: bool) {
    let (_world, alice, bob) = scene().await;
    let reply_to = Some(MessageRef { id: message_id(2), author: address(author) });
    let reply = SendMessage { reply_to: reply_to.clone(), ..alice.saying(3, "bob", "yes") };

    let outcome = alice.peer.send_message.handle(reply).await;
    alice.delivers("bob").await;

    if allowed {
        assert_eq!(bob.kept("alice", 3).await.message.reply_to, reply_to);
    } else {
        assert!(matches!(outcome, Err(SendMessageError::ReplyElsewhere)));
    }
}

#[tokio::test]
async fn t38_a_peer_that_sends_what_does_not_hold_is_refused_and_told_why() {
    let (_world, alice, bob) = scene().await;
    let base = bob.kept("alice", 1).await.message;
    let text = "too late".parse().unwrap();
    let late = Message {
        id: message_id(9),
        sent_at: base.sent_at.plus(Message::WINDOW_MILLIS + 1),
        body: Body::Edit { target: base.id, text },
        ..base
    };
    // No handler of hers looks at it.
    let envelopes = vec![given::addressed(&late)];
    alice.store.enqueue(&late, envelopes, Arc::new(Later)).await.unwrap();
    let before = bob.conversation("alice").await;

    alice.delivers("bob").await;

    assert_eq!(alice.state(9).await, DeliveryState::Failed(Cause::TOO_LATE));
    assert_eq!(bob.conversation("alice").await, before);
    assert_eq!(bob.unopened().await[0].cause, Cause::TOO_LATE);
    for end in [&alice, &bob] {
        assert_eq!(end.text("alice", 1).await, Some(given::words(1)));
    }
}
