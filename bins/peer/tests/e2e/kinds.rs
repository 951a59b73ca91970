//! Replies, edits, deletions, reactions and timers, with real processes.

use serde_json::Value;

use crate::{
    look::{has, on_disk},
    world::{World, eventually},
};

fn id(told: &Value) -> String {
    told["message"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_done_to_a_message_is_seen_at_both_ends() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    let first = id(&world.json("alice", &["tell", "bob", "Hello, Bbo!"]));
    let second = id(&world.json("alice", &["tell", "bob", "marker-of-what-is-deleted"]));

    world.says("alice", &["edit", &first, "Hello, Bob!"]);
    world.says("alice", &["delete", &second]);
    world.says("bob", &["react", &first, "👍"]);
    world.says("bob", &["tell", "alice", "--reply-to", &first, "Hello yourself"]);

    for (of, with) in [("alice", "bob"), ("bob", "alice")] {
        eventually("the reaction and the reply are there", || {
            let shown = world.says(of, &["conversation", with, "--peek"]);
            (shown.contains("👍") && shown.contains("Hello yourself")).then_some(())
        });
        let shown = world.says(of, &["conversation", with, "--peek"]);
        assert!(shown.contains("alice  Hello, Bob! (edited)  [👍 bob]"), "{shown}");
        assert!(shown.contains("alice  (message deleted)"), "{shown}");
        assert!(shown.contains("↪ alice: Hello, Bob!\n"), "{shown}");
        assert!(!shown.contains("Bbo") && !shown.contains("marker"), "{shown}");
        assert_eq!(world.says(of, &["search", "marker"]), "nothing found\n");
        assert!(world.says(of, &["search", "Hello, Bob"]).contains("Hello, Bob!"));
    }
    world.says("bob", &["react", &first, "--none"]);
    eventually("it is taken back", || {
        let shown = world.says("alice", &["conversation", "bob", "--peek"]);
        (!shown.contains("👍")).then_some(())
    });
    let other = world.causerie("bob", &["edit", &first, "Hello, Mallory!"]);
    assert_eq!(other.status.code(), Some(1));
}

#[test]
fn t36_what_disappears_is_gone_at_both_ends_and_does_not_come_back() {
    let world = World::begin();
    let (_alice, mut bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.says("alice", &["tell", "bob", "this stays"]);
    world.says("alice", &["timer", "bob", "3s"]);
    let told = world.json("alice", &["tell", "bob", "this disappears"]);
    assert!(told["message"]["expires_at"].as_u64().is_some());
    assert!(world.says("alice", &["timer", "bob"]).contains("disappears after 3s"));
    world.says("alice", &["timer", "bob", "off"]);
    let before = world.says("bob", &["conversation", "alice", "--peek"]);
    assert!(before.contains("this disappears") && before.contains("(until "), "{before}");

    for (of, with) in [("alice", "bob"), ("bob", "alice")] {
        eventually("it is gone", || (world.conversation(of, with).len() == 1).then_some(()));
        assert_eq!(world.texts(of, with), ["this stays"]);
        assert_eq!(world.says(of, &["search", "disappears"]), "nothing found\n");
    }
    let database = world.path("bob").join("peer.db");
    eventually("it is wiped", || {
        let left = "SELECT count(*) FROM messages WHERE expires_at NOT NULL AND standing < 2";
        (crate::look::number(&database, left) == 0).then_some(())
    });
    bob.process.stop();
    assert!(!has(&on_disk(&database), "this disappears"));
    let _bob = world.up("bob");
    assert_eq!(world.texts("bob", "alice"), ["this stays"]);
}

#[test]
fn t36_what_could_not_be_delivered_in_time_says_so() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    world.register("bob");

    let told = world.json("alice", &["tell", "bob", "--wait", "0", "--expires", "1s", "too soon"]);

    let id = id(&told);
    eventually("it is given up", || {
        let why = world.causerie("alice", &["why", &id]);
        String::from_utf8_lossy(&why.stdout).contains("TIMER_EXPIRED").then_some(())
    });
    assert!(world.conversation("alice", "bob").is_empty());
}
