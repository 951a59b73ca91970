//! Who writes for the first time asks to be accepted.

use serde_json::Value;

use crate::world::{World, eventually};

#[test]
fn a_stranger_asks_and_hears_nothing_until_they_are_accepted() {
    let world = World::of_strangers();
    let _bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");

    let told = world.says("alice", &["tell", "bob", "It is me."]);
    let asking = eventually("Bob sees who asks", || {
        let shown = world.says("bob", &["contacts"]);
        shown.contains("alice@localhost wants to talk to you: It is me.").then_some(shown)
    });
    let conversations = world.says("bob", &["conversations"]);
    world.says("bob", &["conversation", "alice"]);
    let unanswered = world.conversation("alice", "bob").remove(0);

    assert!(told.contains("mailbox"), "{told}");
    assert!(asking.contains("causerie accept alice@localhost"), "{asking}");
    assert!(!conversations.contains("alice"), "{conversations}");
    assert_eq!(unanswered["state"], "stored");

    let accepted = world.says("bob", &["accept", "alice"]);
    assert_eq!(accepted, "alice is a contact now\n");
    eventually("Alice hears that he has read it", || {
        (world.conversation("alice", "bob")[0]["state"] == "read").then_some(())
    });
    assert!(world.says("bob", &["conversations"]).contains("alice@localhost"));
}

#[test]
fn one_who_is_accepted_beforehand_comes_directly_and_one_who_is_blocked_not_at_all() {
    let world = World::of_strangers();
    let _bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    world.says("bob", &["accept", "alice"]);

    let told: Value =
        serde_json::from_str(&world.says("alice", &["--json", "tell", "bob", "Hello"])).unwrap();
    let blocked = world.says("bob", &["block", "alice"]);
    let after = world.says("alice", &["tell", "bob", "Are you there?"]);
    let refused = world.refusal("bob", &["tell", "alice", "No."]);

    let told = &told["message"];
    assert_eq!((&told["state"], &told["path"]), (&"delivered".into(), &"direct".into()));
    assert!(blocked.contains("blocked") && after.contains("mailbox"), "{blocked}{after}");
    assert_eq!(refused, "BLOCKED");
    assert!(!world.says("bob", &["contacts"]).contains("alice"));
    let all = world.says("bob", &["contacts", "--all"]);
    assert!(all.contains("alice@localhost") && all.contains("blocked"), "{all}");
}
