//! Reading what was said, with one person and with all.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use causerie_chat::{Address, Conversation, Message, MessageId};
use causerie_usecases::{
    QueryHandler,
    peer::queries::{ReadConversation, ReadConversationHandler, ReadConversations},
    ports::{Cursor, Entry, Glance, History, Unavailable},
};
use given::{address, at, message, party::Party, world::world};
use rstest::rstest;

/// Alice, and what she and others said, in that order: 1 to Bob, 2 by Carol, 3 by Bob, 4 to Bob.
async fn alice() -> Party {
    let world = world();
    let alice = world.joins("alice").await;
    let (bob, carol) = (world.joins("bob").await, world.joins("carol").await);
    alice.tells(1, "bob").await;
    carol.tells(2, "alice").await;
    bob.tells(3, "alice").await;
    alice.tells(4, "bob").await;
    alice
}

fn with(name: &str) -> ReadConversation {
    ReadConversation { with: address(name).into(), after: Cursor::default(), limit: 100, at: at(9) }
}

fn messages(entries: Vec<Entry>) -> Vec<Message> {
    entries.into_iter().map(|entry| entry.message).collect()
}

#[tokio::test]
async fn a_conversation_has_both_sides_in_their_order_and_nobody_elses_words() {
    let alice = alice().await;

    let entries = alice.peer.read_conversation.handle(with("bob")).await.unwrap();

    assert!(entries.is_sorted_by(|a, b| a.cursor < b.cursor));
    let expected =
        [message(1, "alice", "bob"), message(3, "bob", "alice"), message(4, "alice", "bob")];
    assert_eq!(messages(entries), expected);
}

#[tokio::test]
async fn a_conversation_is_read_on_behind_the_last_entry_seen() {
    let alice = alice().await;
    let read = &alice.peer.read_conversation;
    let first = read.handle(ReadConversation { limit: 2, ..with("bob") }).await.unwrap();
    let after = first.last().unwrap().cursor;

    let rest = read.handle(ReadConversation { after, ..with("bob") }).await.unwrap();

    let after = rest.last().unwrap().cursor;
    assert_eq!(messages(first), [message(1, "alice", "bob"), message(3, "bob", "alice")]);
    assert_eq!(messages(rest), [message(4, "alice", "bob")]);
    let behind = read.handle(ReadConversation { after, ..with("bob") }).await.unwrap();
    assert!(behind.is_empty());
}

#[tokio::test]
async fn nothing_was_said_with_a_stranger() {
    let alice = alice().await;

    let entries = alice.peer.read_conversation.handle(with("dave")).await.unwrap();

    assert!(entries.is_empty());
}

/// Has nothing to tell, and writes down how much it was asked for.
#[derive(Default)]
struct Asked(Mutex<Vec<usize>>);

#[async_trait]
impl History for Asked {
    async fn kept_of(&self, _: &Address) -> Result<u64, Unavailable> {
        unreachable!("it was asked for a conversation")
    }

    async fn conversation(
        &self,
        _: &Conversation,
        _: Cursor,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        self.0.lock().unwrap().push(limit);
        Ok(Vec::new())
    }

    async fn conversations(&self) -> Result<Vec<Glance>, Unavailable> {
        Ok(Vec::new())
    }

    async fn undelivered(&self, _: &Conversation, _: usize) -> Result<Vec<Entry>, Unavailable> {
        Ok(Vec::new())
    }

    async fn message(&self, _: &Address, _: MessageId) -> Result<Option<Entry>, Unavailable> {
        Ok(None)
    }
}

#[rstest]
#[case::few(3, 3)]
#[case::the_most(1_000, 1_000)]
#[case::one_more(1_001, 1_000)]
#[case::everything(usize::MAX, 1_000)]
#[tokio::test]
async fn no_more_than_a_thousand_entries_are_read_at_once(
    #[case] limit: usize,
    #[case] asked: usize,
) {
    let history = Arc::new(Asked::default());
    let read = ReadConversationHandler { history: history.clone() };

    read.handle(ReadConversation { limit, ..with("bob") }).await.unwrap();

    assert_eq!(*history.0.lock().unwrap(), [asked]);
}

#[tokio::test]
async fn conversations_are_told_the_latest_first() {
    let alice = alice().await;
    let read = &alice.peer.read_conversations;
    let told = |all: Vec<Glance>| -> Vec<_> {
        all.into_iter().map(|c| (c.with, c.messages, c.latest.message)).collect()
    };

    let before = read.handle(ReadConversations { at: at(9) }).await.unwrap();
    alice.says(5, "carol").await;
    let after = read.handle(ReadConversations { at: at(9) }).await.unwrap();

    let bob = (address("bob").into(), 3, message(4, "alice", "bob"));
    let carol = (address("carol").into(), 1, message(2, "carol", "alice"));
    assert_eq!(told(before), [bob.clone(), carol]);
    let latest = Message { sent_at: alice.clock.now(), ..message(5, "alice", "carol") };
    let carol = (address("carol").into(), 2, latest);
    assert_eq!(told(after), [carol, bob]);
}

#[tokio::test]
async fn whoever_said_nothing_yet_has_no_conversations() {
    let alice = world().joins("alice").await;

    let all = alice.peer.read_conversations.handle(ReadConversations { at: at(9) }).await.unwrap();

    assert!(all.is_empty());
}
