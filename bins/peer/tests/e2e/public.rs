//! The public channel, with real processes.

use crate::{
    chat_manners::piped,
    world::{World, eventually},
};

const CHANNEL: &str = "#public";

fn hears(world: &World, name: &str, line: &str) {
    eventually("it is heard", || {
        let shown = world.says(name, &["conversation", CHANNEL, "--peek"]);
        shown.contains(line).then_some(())
    });
}

#[test]
fn people_who_do_not_know_each_other_come_in_by_speaking_and_hear_each_other() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));

    let alone = world.json("alice", &["all", "is anybody here?", "--wait", "0"]);
    let told = world.json("bob", &["all", "I am", "--wait", "10"]);

    hears(&world, "alice", "bob  I am\n");
    world.says("alice", &["all", "hello, bob"]);
    hears(&world, "bob", "alice  hello, bob\n");
    assert_eq!(alone["to"], told["to"], "it is one room");
    let before = world.says("bob", &["conversation", CHANNEL, "--peek"]);
    assert!(!before.contains("is anybody here?"), "nothing from before is read: {before}");
    let listed = world.says("bob", &["room", "list"]);
    assert!(listed.starts_with(CHANNEL) && listed.lines().count() == 1, "{listed}");
    let contacts = world.json("alice", &["contacts", "--all"]);
    assert_eq!(contacts["contacts"].as_array().unwrap().len(), 0, "{contacts}");
}

#[test]
fn in_the_interactive_client_all_hear_what_is_said_to_all() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.says("bob", &["all", "first"]);

    let (code, said) = piped(&world, "/all\n/all hello, all\n/chat #public\nand again\n/leave\n");

    assert_eq!(code, Some(1), "one of it was refused");
    for line in
        ["it is /all TEXT", "  hello, all", "— #public", "  and again", "— you left #public"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    hears(&world, "bob", "alice  hello, all\n");
    hears(&world, "bob", "alice  and again\n");
}

#[test]
fn where_the_directory_is_away_it_is_said_what_can_be_done() {
    let mut world = World::begin();
    let _alice = world.newcomer("alice");
    world.says("alice", &["all", "first"]);
    world.directory.stop();

    let refused = world.causerie("alice", &["all", "second"]);
    let said = world.causerie("alice", &["tell", CHANNEL, "second", "--wait", "0"]);

    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(told.contains("DIRECTORY_UNREACHABLE") && told.contains("tell '#public'"), "{told}");
    assert_eq!(said.status.code(), Some(0));
}
