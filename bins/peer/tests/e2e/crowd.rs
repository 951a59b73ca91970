//! Many who speak at once.

use std::{collections::HashMap, thread};

use crate::{
    local::{Local, message_id},
    world::{World, eventually},
};

const MESSAGES: usize = 200;
const CLIENTS: usize = 32;

#[test]
fn what_many_clients_say_at_once_arrives_once_each() {
    let world = World::begin();
    let _bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    let alice = &Local::of(&world, "alice");

    thread::scope(|all| {
        for client in 0..CLIENTS {
            all.spawn(move || {
                for number in (client..MESSAGES).step_by(CLIENTS) {
                    let id = message_id();
                    let text = format!("message {number}");
                    // Some are not sure that they were heard, and say it again.
                    for _ in 0..=number % 2 {
                        assert_eq!(alice.tell("bob", &id, &text), "HTTP/1.1 204 No Content");
                    }
                }
            });
        }
    });

    let arrived = eventually("all arrive", || {
        let texts = world.texts("bob", "alice");
        (texts.len() >= MESSAGES).then_some(texts)
    });
    let mut counts = HashMap::new();
    for text in arrived {
        *counts.entry(text).or_insert(0) += 1;
    }
    for number in 0..MESSAGES {
        assert_eq!(counts.remove(&format!("message {number}")), Some(1), "message {number}");
    }
    assert!(counts.is_empty(), "{counts:?}");
    eventually("nothing waits any more", || {
        world.says("alice", &["--json", "waiting"]).contains("\"devices\":[]").then_some(())
    });
    eventually("all are known to be delivered", || {
        let sent = world.conversation("alice", "bob");
        let known = sent.iter().all(|it| it["state"] == "delivered");
        (sent.len() == MESSAGES && known).then_some(())
    });
    assert_eq!(world.unopened("bob"), Vec::<String>::new());
}
