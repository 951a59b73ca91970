//! Rooms, with real processes.

use serde_json::Value;

use crate::{
    chat_manners::piped,
    world::{World, eventually},
};

const ROOM: &str = "#book-club";

/// Alice, who runs, and made a room.
fn of_alice() -> (World, crate::world::Up, String) {
    let world = World::begin();
    let alice = world.newcomer("alice");
    let made = world.json("alice", &["room", "create", "Book club"]);
    let id = made["room"].as_str().unwrap().to_owned();
    (world, alice, id)
}

fn refused(world: &World, name: &str, arguments: &[&str]) -> String {
    let output = world.causerie(name, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_room_is_made_listed_shown_renamed_and_given_new_keys() {
    let (world, _alice, id) = of_alice();

    let listed = world.says("alice", &["room", "list"]);
    let shown = world.says("alice", &["room", "show", "BOOK-CLUB"]);
    let renamed = world.says("alice", &["room", "rename", ROOM, "Chess club"]);
    let rotated = world.says("alice", &["room", "rotate", "#chess-club"]);

    assert_eq!(listed, format!("#book-club  {id}\n"));
    assert!(shown.starts_with(&format!("#book-club  Book club\n  id       {id}\n")), "{shown}");
    assert!(shown.contains("epoch    0\n") && shown.ends_with("alice@localhost  owner   d1\n"));
    assert_eq!([renamed, rotated], ["it is #chess-club now\n", "#chess-club has new keys\n"]);
    let after = world.json("alice", &["room", "show", &format!("#{}", &id[..8])]);
    assert_eq!((after["name"].as_str(), after["epoch"].as_u64()), (Some("Chess club"), Some(2)));
    let gone = refused(&world, "alice", &["room", "show", ROOM]);
    assert!(gone.contains("NO_SUCH_ROOM") && gone.contains("causerie room list"), "{gone}");
}

#[test]
fn t44_two_rooms_of_one_name_are_told_apart_by_their_ids() {
    let (world, _alice, id) = of_alice();
    let other = world.json("alice", &["room", "create", "book CLUB"])["room"].clone();

    let both = refused(&world, "alice", &["tell", ROOM, "hi"]);

    let other = other.as_str().unwrap();
    assert!(
        both.contains("ROOM_AMBIGUOUS") && both.contains(&id) && both.contains(other),
        "{both}"
    );
    let one = world.json("alice", &["room", "show", &format!("#{}", &other[..8])]);
    assert_eq!(one["id"], other);
}

#[test]
fn the_same_room_made_again_under_its_id_is_one_room() {
    let (world, _alice, id) = of_alice();

    world.says("alice", &["room", "create", "Book club", "--id", &id]);

    let all = world.json("alice", &["room", "list"]);
    assert_eq!(all["rooms"].as_array().unwrap().len(), 1);
    let last = refused(&world, "alice", &["room", "demote", ROOM, "alice"]);
    assert!(last.contains("LAST_OWNER") && last.contains("promote ROOM NAME --owner"), "{last}");
    let nobody = refused(&world, "alice", &["room", "promote", ROOM, "bob"]);
    assert!(nobody.contains("NOT_A_MEMBER"), "{nobody}");
}

#[test]
fn people_come_in_talk_and_go() {
    let (world, _alice, _) = of_alice();
    let (_bob, _carol) = (world.newcomer("bob"), world.newcomer("carol"));

    let invited = world.says("alice", &["room", "invite", ROOM, "bob", "carol"]);

    assert_eq!(invited, "bob is invited into #book-club\ncarol is invited into #book-club\n");
    for name in ["bob", "carol"] {
        comes_in(&world, name);
    }
    world.says("alice", &["timer", ROOM, "7days"]);
    assert!(world.says("alice", &["timer", ROOM]).contains("disappears after 7d, at all ends"));
    world.says("alice", &["timer", ROOM, "off"]);
    world.says("alice", &["tell", ROOM, "hello, all"]);
    hears(&world, "bob", "alice  hello, all\n");
    hears(&world, "carol", "alice  hello, all\n");
    let told = world.json("bob", &["tell", ROOM, "hello yourself", "--wait", "10"]);
    assert_eq!(told["reached"].as_array().unwrap().len(), 2, "{told}");
    hears(&world, "carol", "bob  hello yourself\n");
    let found = world.says("carol", &["search", "yourself", "--in", ROOM]);
    assert!(found.contains("bob@localhost → #book-club  hello yourself"), "{found}");
    let all = world.says("alice", &["conversations"]);
    assert!(all.lines().any(|it| it.starts_with("#book-club") && it.contains("bob: ")), "{all}");

    world.says("alice", &["room", "promote", ROOM, "bob"]);
    assert_eq!(
        world.says("bob", &["room", "remove", ROOM, "carol"]),
        "carol is not in #book-club any more\n"
    );
    eventually("carol is out", || {
        let all = world.json("carol", &["room", "list"]);
        (all["rooms"][0]["standing"] == "gone").then_some(())
    });
    assert_eq!(world.says("bob", &["room", "leave", ROOM]), "you left #book-club\n");
    eventually("alice is alone", || {
        let shown = world.json("alice", &["room", "show", ROOM]);
        (shown["members"].as_array().unwrap().len() == 1).then_some(())
    });
}

fn comes_in(world: &World, name: &str) {
    eventually("the invitation is there", || {
        let listed = world.says(name, &["room", "list"]);
        listed
            .contains("alice@localhost invites you: causerie room join '#book-club'")
            .then_some(())
    });
    let with_alice = world.says(name, &["conversation", "alice", "--peek"]);
    assert!(with_alice.contains("(invites you into #book-club: "), "{with_alice}");
    world.says(name, &["room", "join", ROOM]);
    eventually("somebody is in", || {
        let all: Value = world.json(name, &["room", "list"]);
        (all["rooms"][0]["standing"] == "member").then_some(())
    });
}

fn hears(world: &World, name: &str, line: &str) {
    eventually("it is heard", || {
        let shown = world.says(name, &["conversation", ROOM, "--peek"]);
        shown.contains(line).then_some(())
    });
}

#[test]
fn in_the_interactive_client_a_room_is_gone_to_and_talked_in() {
    let (world, _alice, _) = of_alice();
    let _bob = world.newcomer("bob");

    let (code, said) = piped(
        &world,
        "hello?\n/room\n/room #nothing\n/room #BOOK-club\nhello, room\n/invite bob\n/kick carol\n/who #book-club\n/leave\n/leave\n",
    );

    assert_eq!(code, Some(1), "some of it was refused");
    for line in [
        "you are in no conversation yet",
        "there is no room #nothing here",
        "— #book-club: nothing was said yet",
        "  hello, room",
        "— bob is invited into #book-club",
        "— carol is not in #book-club",
        "that is a room",
        "— you left #book-club",
        "you are in no room",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    comes_to(&world, "bob");
}

/// Bob sees the invitation where he talks.
fn comes_to(world: &World, name: &str) {
    eventually("the invitation is there", || {
        let shown = world.says(name, &["conversation", "alice", "--peek"]);
        shown
            .contains("(invites you into #book-club: causerie room join '#book-club')")
            .then_some(())
    });
}
