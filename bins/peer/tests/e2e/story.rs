//! Alice and Bob.

use crate::world::World;

fn lines(messages: &[serde_json::Value]) -> Vec<(String, String)> {
    let text = |m: &serde_json::Value, key: &str| m[key].as_str().unwrap().to_owned();
    messages.iter().map(|m| (text(m, "from"), text(m, "text"))).collect()
}

#[test]
fn two_people_register_find_each_other_and_talk_directly() {
    let world = World::begin();
    let _bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");

    let told = world.says("alice", &["--json", "tell", "bob", "Hello, Bob!"]);
    world.says("bob", &["tell", "alice", "Hello yourself."]);
    world.says("alice", &["tell", "bob", "Nice to meet you."]);

    assert!(
        told.contains(r#""state":"delivered""#) && told.contains(r#""path":"direct""#),
        "{told}"
    );
    let story = [
        ("alice@localhost", "Hello, Bob!"),
        ("bob@localhost", "Hello yourself."),
        ("alice@localhost", "Nice to meet you."),
    ]
    .map(|(who, what)| (who.to_owned(), what.to_owned()));
    assert_eq!(lines(&world.conversation("alice", "bob")), story);
    assert_eq!(lines(&world.conversation("bob", "alice")), story);
}

#[test]
fn what_was_said_is_found_by_either() {
    let world = World::begin();
    let _bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    for words in ["the train leaves at nine", "Training is at ten", "see you"] {
        world.tells("alice", "bob", words);
    }

    let found = world.says("bob", &["search", "train"]);
    let json = world.json("alice", &["search", "train", "--with", "bob", "--limit", "1"]);
    let ago = world.json("alice", &["search", "train", "--until", "1h"]);
    let none = world.says("bob", &["search", "aeroplane"]);
    let refused = world.causerie("bob", &["search", " "]);

    let lines: Vec<_> = found.lines().collect();
    assert_eq!(lines.len(), 2, "{found}");
    assert!(lines[0].ends_with("alice@localhost → bob@localhost  Training is at ten"), "{found}");
    assert_eq!(json["messages"][0]["text"], "Training is at ten");
    assert!(json["next"].is_u64(), "{json}");
    assert_eq!(ago["messages"].as_array().map(Vec::len), Some(0));
    assert_eq!(none, "nothing found\n");
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_message_waits_for_somebody_who_is_away_and_says_why() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let mut bob = world.newcomer("bob");
    world.pre_keys_of("bob");
    bob.process.stop();

    let told = world.says("alice", &["tell", "bob", "Are you there?"]);
    assert!(told.contains("waits in the mailbox of bob@localhost"), "{told}");
    let why = world.json("alice", &["why", "bob"]);
    assert_eq!(why["reasons"][0]["cause"], "IN_MAILBOX", "{why}");

    let _bob = world.up("bob");
    crate::world::eventually("the message arrives", || {
        (world.conversation("bob", "alice").len() == 1).then_some(())
    });
}

#[test]
fn a_message_waits_for_somebody_who_never_came_and_says_why() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    world.register("bob");

    let told = world.says("alice", &["tell", "bob", "Are you there?", "--wait", "1"]);
    assert!(told.contains("NO_PRE_KEYS"), "{told}");

    let _bob = world.up("bob");
    crate::world::eventually("the message arrives", || {
        (world.conversation("bob", "alice").len() == 1).then_some(())
    });
}

#[test]
fn a_peer_that_restarts_keeps_what_was_said_and_can_be_reached_again() {
    let world = World::begin();
    let mut bob = world.newcomer("bob");
    let _alice = world.newcomer("alice");
    world.says("alice", &["tell", "bob", "one"]);

    let (ended_well, _) = bob.process.stop();
    let _bob = world.up("bob");
    world.says("alice", &["tell", "bob", "two"]);

    assert!(ended_well);
    crate::world::eventually("both messages are there", || {
        (world.conversation("bob", "alice").len() == 2).then_some(())
    });
}

#[test]
fn registering_again_is_fine_and_taking_a_name_is_not() {
    let world = World::begin();
    world.register("bob");
    world.register("bob");

    let root = world.path("directory").join("root.pem");
    let arguments =
        ["register", "bob", "--directory", &world.url(), "--root", root.to_str().unwrap()];
    let thief = world.causerie("thief", &arguments);
    let moved = world.causerie(
        "bob",
        &["register", "robert", "--directory", &world.url(), "--root", root.to_str().unwrap()],
    );

    assert_eq!(thief.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&thief.stderr).contains("NAME_IN_USE"));
    assert_eq!(moved.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&moved.stderr).contains("belongs to bob@localhost"));
}

#[test]
fn t63_what_was_never_said_to_anybody_is_answered_and_not_panicked_about() {
    let world = World::begin();
    let _alice = world.newcomer("alice");

    let nobody = world.causerie("alice", &["tell", "nobody", "hi"]);
    let impossible = world.causerie("alice", &["tell", "No Body", "hi"]);
    let silent = world.conversation("alice", "nobody");

    assert_eq!(nobody.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("USER_NOT_FOUND"));
    assert!(!impossible.status.success());
    assert!(silent.is_empty());
}
