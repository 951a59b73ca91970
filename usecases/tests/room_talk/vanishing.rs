//! What disappears in a room, and what can be found there until then.

use causerie_chat::{Body, Conversation, Timer};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{SendMessage, SetTimer, SetTimerError},
        queries::{ReadTimer, SearchMessages},
    },
    ports::{Entry, Sought, Wish},
};

use crate::{
    given::{
        address,
        party::Party,
        world::{World, world},
    },
    scene::{here, room_of},
};

fn minutes(n: u64) -> Timer {
    Timer::try_from(n * 60_000).unwrap()
}

async fn scene() -> (World, Vec<Party>) {
    room_of(&["alice", "bob", "carol"]).await
}

impl Party {
    async fn times_here(&self, timer: Option<Timer>) -> Result<(), SetTimerError> {
        let command = SetTimer { with: here().into(), timer, at: self.clock.now() };
        self.peer.set_timer.handle(command).await
    }

    async fn found(&self, wanted: Wish) -> Vec<Entry> {
        let query = SearchMessages { wanted, limit: 10, at: self.clock.now() };
        self.peer.search_messages.handle(query).await.unwrap()
    }
}

fn wish() -> Wish {
    let words = "number".parse().unwrap();
    Wish { what: Sought::Words(words), with: None, since: None, until: None, before: None }
}

#[tokio::test]
async fn t36_it_is_gone_at_all_ends_when_its_time_is_over() {
    let (world, parties) = scene().await;
    let [alice, bob, carol] = &parties[..] else { panic!() };
    let soon_gone = SendMessage { expires_in: Some(minutes(1)), ..alice.saying_here(1) };
    alice.peer.send_message.handle(soon_gone).await.unwrap();
    alice.is_heard_by(&[bob, carol]).await;
    bob.reacts(2, ("alice", 1), Some("👍")).await.unwrap();
    bob.is_heard_by(&[alice, carol]).await;
    for party in &parties {
        assert_eq!(party.room().await.len(), 2, "{}", party.name);
    }

    world.later(60);

    for party in &parties {
        assert!(party.room().await.is_empty(), "{}", party.name);
        assert!(party.found(wish()).await.is_empty());
        party.wipes_expired().await;
        assert_eq!(party.has("alice", 1).await.message.body, Body::Wiped, "{}", party.name);
    }
}

#[tokio::test]
async fn the_timer_of_a_room_is_each_person_s_own_and_holds_from_then_on() {
    let (_world, parties) = scene().await;
    let [alice, bob, _] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();

    alice.times_here(Some(minutes(5))).await.unwrap();
    alice.says_here(2).await.unwrap();
    bob.says_here(3).await.unwrap();
    let told = alice.peer.read_timer.handle(ReadTimer { with: here().into() }).await.unwrap();
    alice.times_here(None).await.unwrap();
    alice.says_here(4).await.unwrap();

    assert_eq!(told, Some(minutes(5)));
    let ends = alice.has("alice", 2).await.message;
    assert_eq!(ends.expires_at, Some(minutes(5).end(ends.sent_at)));
    for (party, n) in [(alice, 1), (bob, 3), (alice, 4)] {
        assert_eq!(party.has(&party.name, n).await.message.expires_at, None, "{n}");
    }
}

#[tokio::test]
async fn what_has_expired_when_it_is_heard_is_kept_nowhere() {
    let (world, parties) = scene().await;
    let [alice, bob, _] = &parties[..] else { panic!() };
    let soon_gone = SendMessage { expires_in: Some(minutes(1)), ..alice.saying_here(1) };
    alice.peer.send_message.handle(soon_gone).await.unwrap();

    world.later(60);
    alice.is_heard_by(&[bob]).await;

    assert!(bob.room().await.is_empty());
    assert!(bob.unopened().await.is_empty());
    assert!(alice.has_for("bob").await.is_empty());
}

#[tokio::test]
async fn there_is_no_timer_for_a_room_that_is_not_known() {
    let alice = world().joins("alice").await;

    let outcome = alice.times_here(Some(minutes(5))).await;

    assert!(matches!(outcome, Err(SetTimerError::NoSuchRoom)));
}

#[tokio::test]
async fn what_is_said_in_a_room_is_found_and_says_where() {
    let (_world, parties) = scene().await;
    let [alice, bob, _] = &parties[..] else { panic!() };
    alice.says_here(1).await.unwrap();
    alice.is_heard_by(&[bob]).await;
    bob.says(2, "alice").await;

    let (all, there) = (bob.found(wish()).await, Wish { with: Some(here().into()), ..wish() });
    let between_two = Wish { with: Some(address("alice").into()), ..wish() };

    let me = address("bob");
    let places = all.iter().map(|it| it.message.conversation(&me));
    let expected = [Conversation::Person(address("alice")), Conversation::Room(here())];
    assert_eq!(places.collect::<Vec<_>>(), expected);
    assert_eq!(bob.found(there).await, all[1..]);
    assert_eq!(bob.found(between_two).await, all[..1]);
}
