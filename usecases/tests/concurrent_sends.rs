//! Many tasks that write to one person at once.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::{collections::HashSet, sync::Arc, time::Duration};

use causerie_usecases::CommandHandler;
use given::{
    device,
    party::{Party, numbers},
    world::{World, world},
};
use tokio::{task::JoinSet, time::timeout};

const MANY: u16 = 64;

async fn scene() -> (World, Arc<Party>, Arc<Party>) {
    let world = world();
    let (alice, bob) = (world.joins("alice").await, world.joins("bob").await);
    (world, Arc::new(alice), Arc::new(bob))
}

/// Says the numbers from as many tasks.
fn all_say(tasks: &mut JoinSet<()>, who: &Arc<Party>, to: &'static str, count: u16) {
    for n in 1..=count {
        let who = who.clone();
        tasks.spawn(async move {
            let command = who.saying(n, to, &given::words(n));
            who.peer.send_message.handle(command).await.unwrap();
        });
    }
}

/// Delivers until nothing is left, as the worker does: one attempt after the other.
async fn empties(who: &Party, to: &str) {
    while who.depth().await > 0 {
        who.delivers(to).await;
    }
}

async fn done(mut tasks: JoinSet<()>) {
    let all = async {
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
    };
    timeout(Duration::from_mins(2), all).await.unwrap();
}

fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_64_messages_to_one_person_each_arrives_once_in_a_seal_of_its_own() {
    let (world, alice, bob) = scene().await;
    alice.tells(0, "bob").await;
    world.wire.drain();

    let mut tasks = JoinSet::new();
    all_say(&mut tasks, &alice, "bob", MANY);
    done(tasks).await;
    empties(&alice, "bob").await;

    assert_eq!(sorted(bob.heard("alice").await), sorted(numbers(0..=MANY)));
    let crossed = world.wire.drain();
    let seals: HashSet<_> = crossed.iter().map(|it| it.envelope.sealed.as_bytes()).collect();
    assert_eq!((crossed.len(), seals.len()), (64, 64));
    assert!(bob.unopened().await.is_empty());
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn what_is_said_while_a_session_begins_and_delivery_runs_is_neither_lost_nor_doubled() {
    let (world, alice, bob) = scene().await;

    let mut tasks = JoinSet::new();
    all_say(&mut tasks, &alice, "bob", MANY);
    let (sender, receiver) = (alice.clone(), bob.clone());
    tasks.spawn(async move {
        while receiver.heard("alice").await.len() < usize::from(MANY) {
            sender.delivers("bob").await;
            tokio::task::yield_now().await;
        }
    });
    done(tasks).await;

    assert_eq!(sorted(bob.heard("alice").await), sorted(numbers(1..=MANY)));
    let crossed = world.wire.drain();
    let ids: HashSet<_> = crossed.iter().map(|it| it.envelope.id).collect();
    assert_eq!((crossed.len(), ids.len()), (64, 64));
    assert_eq!(world.directory.claims_to(&device("bob")), 1);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn both_may_write_from_many_tasks_while_both_sessions_begin() {
    let (_world, alice, bob) = scene().await;

    let mut tasks = JoinSet::new();
    all_say(&mut tasks, &alice, "bob", 32);
    all_say(&mut tasks, &bob, "alice", 32);
    for (sender, receiver) in [(&alice, &bob), (&bob, &alice)] {
        let (sender, receiver) = (sender.clone(), receiver.clone());
        tasks.spawn(async move {
            while receiver.heard(&sender.name).await.len() < 32 {
                sender.delivers(&receiver.name).await;
                tokio::task::yield_now().await;
            }
        });
    }
    done(tasks).await;

    assert_eq!(sorted(bob.heard("alice").await), sorted(numbers(1..=32)));
    assert_eq!(sorted(alice.heard("bob").await), sorted(numbers(1..=32)));
    assert!(alice.unopened().await.is_empty() && bob.unopened().await.is_empty());
}
