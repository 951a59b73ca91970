//! Who is there, as people see it.

use serde_json::Value;

use crate::world::{World, eventually};

/// How somebody sees another in `causerie list`.
fn state(world: &World, who: &str, other: &str) -> Option<String> {
    let list: Value = serde_json::from_str(&world.says(who, &["--json", "list"])).unwrap();
    let mut contacts = list["contacts"].as_array().unwrap().iter();
    let found = contacts.find(|contact| contact["address"] == format!("{other}@localhost"));
    found.map(|contact| contact["state"].as_str().unwrap().to_owned())
}

fn becomes(world: &World, who: &str, other: &str, wanted: &str) {
    eventually(&format!("{who} sees {other} {wanted}"), || {
        (state(world, who, other).as_deref() == Some(wanted)).then_some(())
    });
}

#[test]
fn contacts_see_each_other_come_and_go_and_whoever_is_listed_is_found() {
    let world = World::of_strangers();
    let (_alice, mut bob) = (world.newcomer("alice"), world.newcomer("bob"));
    let _carol = world.newcomer("carol");
    world.says("alice", &["tell", "bob", "Hello, Bob!"]);
    becomes(&world, "alice", "bob", "offline");
    assert_eq!(state(&world, "bob", "alice"), None);
    world.says("bob", &["accept", "alice"]);
    becomes(&world, "alice", "bob", "online");
    becomes(&world, "bob", "alice", "online");

    let said = world.says("bob", &["presence", "busy"]);
    assert!(said.starts_with("busy since "), "{said}");
    becomes(&world, "alice", "bob", "busy");
    world.says("bob", &["presence", "invisible"]);
    becomes(&world, "alice", "bob", "offline");
    world.says("bob", &["presence", "away"]);
    becomes(&world, "alice", "bob", "away");
    bob.process.stop();
    becomes(&world, "alice", "bob", "offline");

    assert!(!world.says("alice", &["list"]).contains("carol"));
    let said = world.says("carol", &["presence", "listed", "on"]);
    assert!(said.contains("\nlisted: "), "{said}");
    let list = world.says("alice", &["list"]);
    assert!(list.contains("listed people who are there:\ncarol@localhost\n"), "{list}");
    world.says("carol", &["presence", "listed", "off"]);
    assert!(!world.says("alice", &["list"]).contains("carol"));
}
