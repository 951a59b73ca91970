//! Files, as a person at a terminal sees them come.

use std::fs;

use crate::{
    chat_manners::{at_terminal, last},
    world::{World, eventually},
};

#[test]
fn a_bar_shows_how_far_a_file_is_why_it_waits_and_where_it_is_in_the_end() {
    let world = World::begin();
    let (mut alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("alice", "bob", "hello");
    let (path, here) = (world.path("report.pdf"), world.path("here"));
    fs::write(&path, vec![7; 3 << 20]).unwrap();
    world.says("alice", &["send", "bob", path.to_str().unwrap()]);
    let file = eventually("Bob hears of it", || world.files("bob").pop());
    alice.process.end();

    let id = &file["id"].as_str().unwrap()[..8];
    let bob = at_terminal(&world, "bob", &["fetch", id, "--to", here.to_str().unwrap()]);
    let screen = bob.shows("why it waits", |screen| screen.contains("UNREACHABLE"));
    assert!(screen.contains("report.pdf") && screen.contains("0 B/3.00 MiB"), "{screen}");
    let _alice = world.up("alice");

    let screen = bob.shows("where it is", |screen| screen.contains("all of it is here"));
    let path = here.join("report.pdf");
    assert!(screen.replace('\n', "").contains(path.to_str().unwrap()), "{screen}");
    assert!(!screen.contains("UNREACHABLE"), "the bar is gone: {screen}");
    assert!(fs::read(path).unwrap() == vec![7; 3 << 20]);
}

#[test]
fn a_file_is_sent_and_fetched_in_a_talk() {
    let world = World::begin();
    let _up = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("alice", "bob", "hello");
    let (path, here) = (world.path("my report.pdf"), world.path("here"));
    fs::write(&path, "words").unwrap();
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    let mut bob = at_terminal(&world, "bob", &["chat", "alice"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");
    bob.shows("a line to type in", |screen| last(screen) == "alice>");

    alice.types(&format!("/file {}\r", path.display()));
    alice.shows("what was sent", |screen| screen.contains("(file my report.pdf, 5 B, "));
    let screen = bob.shows("what came", |screen| screen.contains("(file my report.pdf, 5 B, "));
    assert!(screen.contains("[2] "), "{screen}");
    bob.types(&format!("/fetch 2 {}\r", here.display()));
    bob.shows("that it is here", |screen| screen.contains("all of it is here"));

    assert_eq!(fs::read(here.join("my report.pdf")).unwrap(), b"words");
    bob.types("/fetch 1\r");
    bob.shows("that this is no file", |screen| screen.contains("[1] offers no file"));
    alice.types("/file /nowhere/a.txt\r");
    alice.shows("that there is none", |screen| screen.contains("NO_SUCH_FILE"));
}
