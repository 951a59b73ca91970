//! Messages that disappear.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Timer};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{SendMessage, SetTimer, SetTimerError},
        queries::{ReadConversations, ReadMessage, ReadTimer, SearchMessages},
    },
    ports::{Contacts, Event, EventLog, Sought, Wish},
};
use given::{
    address,
    mail::Counter,
    message_id,
    party::Party,
    person,
    world::{World, world},
};

async fn scene() -> (World, Party, Party) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    alice.store.remember(&person("bob")).await.unwrap();
    world.mail.is(Counter::Open);
    (world, alice, bob)
}

fn minutes(n: u64) -> Timer {
    Timer::try_from(n * 60_000).unwrap()
}

impl Party {
    async fn says_for(&self, n: u16, to: &str, timer: Timer) {
        let command = SendMessage { expires_in: Some(timer), ..self.saying(n, to, "soon gone") };
        self.peer.send_message.handle(command).await.unwrap();
    }

    async fn found(&self) -> usize {
        let words = "gone".parse().unwrap();
        let wanted =
            Wish { what: Sought::Words(words), with: None, since: None, until: None, before: None };
        let query = SearchMessages { wanted, limit: 10, at: self.clock.now() };
        self.peer.search_messages.handle(query).await.unwrap().len()
    }
}

#[tokio::test]
async fn t36_at_both_ends_it_is_gone_when_its_time_is_over_and_wiped_soon_after() {
    let (world, alice, bob) = scene().await;
    alice.says_for(1, "bob", minutes(1)).await;
    alice.delivers("bob").await;
    bob.reacts(2, ("alice", 1), Some("👍")).await.unwrap();
    bob.delivers("alice").await;
    let here = (alice.conversation("bob").await.len(), bob.conversation("alice").await.len());
    assert_eq!((here, alice.found().await, bob.found().await), ((2, 2), 1, 1));

    world.later(60);

    for (end, with) in [(&alice, "bob"), (&bob, "alice")] {
        assert_eq!((end.conversation(with).await.len(), end.found().await), (0, 0));
        let at = end.clock.now();
        let all = end.peer.read_conversations.handle(ReadConversations { at }).await.unwrap();
        assert!(all[0].latest.view.text(&all[0].latest.message).is_none());
        let mark = end.events.latest();
        end.wipes_expired().await;
        let bytes = end.kept("alice", 1).await.message.encode();
        assert!(!bytes.windows(4).any(|it| it == b"gone"));
        let told = end.told_since(mark).await;
        assert_eq!(
            told,
            [Event::Conversation(address(with).into()), Event::Delivery(address(with).into())]
        );
        let all = end.peer.read_conversations.handle(ReadConversations { at }).await.unwrap();
        assert!(all.is_empty());
    }
}

#[tokio::test]
async fn what_expired_before_it_could_be_delivered_failed_for_that() {
    let (world, alice, bob) = scene().await;
    world.leaves("bob").await;
    world.mail.is(Counter::Shut);
    alice.says_for(1, "bob", minutes(1)).await;
    alice.says(2, "bob").await;
    alice.delivers("bob").await;

    world.later(60);
    alice.wipes_expired().await;

    assert_eq!(alice.state(1).await, DeliveryState::Failed(Cause::TIMER_EXPIRED));
    assert_eq!(alice.why_cause(1).await, Some(Cause::TIMER_EXPIRED));
    world.is_at("bob", "127.0.0.1:7600").await;
    for _ in 0..3 {
        world.later(600);
        alice.delivers("bob").await;
    }
    assert_eq!(bob.conversation("alice").await.len(), 1);
    assert_eq!(alice.depth().await, 0);
}

#[tokio::test]
async fn t36_what_comes_too_late_is_acknowledged_and_not_kept() {
    let (world, alice, bob) = scene().await;
    world.leaves("bob").await;
    alice.says_for(1, "bob", minutes(1)).await;
    alice.delivers("bob").await;

    world.later(60);
    bob.fetches().await;

    assert!(bob.conversation("alice").await.is_empty() && bob.unopened().await.is_empty());
    assert!(bob.has_receipts().await);
    assert!(bob.mail.lying_for("bob").await.is_empty());
}

#[tokio::test]
async fn the_timer_of_a_conversation_holds_for_what_is_said_from_then_on() {
    let (_world, alice, _bob) = scene().await;
    alice.says(1, "bob").await;
    let timer = async |timer| {
        let command = SetTimer { with: address("bob").into(), timer, at: alice.clock.now() };
        alice.peer.set_timer.handle(command).await.unwrap();
    };

    timer(Some(minutes(60))).await;
    alice.says(2, "bob").await;
    alice.says_for(3, "bob", minutes(1)).await;
    let told =
        alice.peer.read_timer.handle(ReadTimer { with: address("bob").into() }).await.unwrap();
    timer(None).await;
    alice.says(4, "bob").await;

    let ends = alice.conversation("bob").await.into_iter().map(|it| it.expires_at);
    let now = alice.clock.now();
    let end = |n| Some(minutes(n).end(now));
    assert_eq!(ends.collect::<Vec<_>>(), [None, end(60), end(1), None]);
    assert_eq!(told, Some(minutes(60)));
}

#[tokio::test]
async fn there_is_no_timer_for_a_stranger() {
    let (_world, alice, _bob) = scene().await;

    let command =
        SetTimer { with: address("dave").into(), timer: Some(minutes(1)), at: alice.clock.now() };
    let refused = alice.peer.set_timer.handle(command).await;

    assert!(matches!(refused, Err(SetTimerError::Unknown)));
}

#[tokio::test]
async fn a_page_is_filled_with_what_has_not_expired() {
    let (world, alice, _bob) = scene().await;
    for n in 1..=6 {
        if n % 2 == 0 {
            alice.says(n, "bob").await;
        } else {
            alice.says_for(n, "bob", minutes(1)).await;
        }
    }
    world.later(60);
    let query = causerie_usecases::peer::queries::ReadConversation {
        with: address("bob").into(),
        after: causerie_usecases::ports::Cursor(0),
        limit: 2,
        at: alice.clock.now(),
    };

    let page = alice.peer.read_conversation.handle(query).await.unwrap();

    let ids: Vec<_> = page.iter().map(|entry| entry.message.id).collect();
    assert_eq!(ids, [message_id(2), message_id(4)]);
    let gone = ReadMessage { id: message_id(1), from: None, at: alice.clock.now() };
    assert!(alice.peer.read_message.handle(gone).await.unwrap().is_none());
}
