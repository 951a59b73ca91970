//! How the terminal is treated, and those who are none.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use crate::{terminal::Terminal, world::World};

const ROWS: u16 = 24;
const COLUMNS: u16 = 80;

#[test]
fn a_text_does_nothing_to_the_screen() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells(
        "bob",
        "alice",
        "\u{1b}[2J\u{1b}[1;1H\u{1b}]0;owned\u{7}\u{9b}31mred\n[9] 00:00Z alice  yes",
    );
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);

    let screen = alice.shows("a line to type in", |screen| last(screen) == "bob>");

    assert!(screen.contains("Z bob  ␛[2J␛[1;1H␛]0;owned␇"), "{screen}");
    assert!(screen.lines().any(|row| row.trim_start().starts_with("│ [9] 00:00Z")), "{screen}");
    alice.types("/quit\r");
    assert!(alice.ends().success());
    assert!(!alice.bytes().windows(4).any(|bytes| bytes == b"\x1b[2J"));
}

#[test]
fn colours_come_only_where_they_are_wanted_and_quit_ends_well() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");

    let coloured = |colours: bool| {
        let mut command = world.command("alice", &["chat", "bob"]);
        if colours {
            command.env_remove("NO_COLOR");
        }
        let mut alice = Terminal::start(command, ROWS, COLUMNS);
        alice.shows("a line to type in", |screen| last(screen) == "bob>");
        alice.types("/he\tlist\r/quit\r");
        assert!(alice.ends().success());
        colours_in(&alice.bytes())
    };

    assert!(coloured(true) > 0, "where they are wanted they are there");
    assert_eq!(coloured(false), 0);
}

#[test]
fn ctrl_c_takes_back_a_line_and_twice_without_one_leaves() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let mut alice = at_terminal(&world, "alice", &["chat"]);
    alice.shows("a line to type in", |screen| last(screen) == "causerie>");

    alice.types("never mind");
    alice.shows("a line", |screen| last(screen) == "causerie> never mind");
    alice.types("\u{3}");
    alice.shows("no line", |screen| last(screen) == "causerie>");
    alice.types("\u{3}");
    alice.shows("what a second one does", |screen| screen.contains("— Ctrl-C again leaves"));
    alice.types("\u{3}");

    assert!(alice.ends().success());
}

#[test]
fn who_is_told_to_end_leaves_the_terminal_as_it_was() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let mut alice = at_terminal(&world, "alice", &["chat"]);
    alice.shows("a line to type in", |screen| last(screen) == "causerie>");
    assert!(!alice.echoes(), "the editor does so by itself");

    alice.asks_to_end();

    assert!(alice.ends().success());
    assert!(alice.echoes());
}

#[test]
fn t44_a_name_is_never_guessed_and_lines_from_a_pipe_are_carried_out_in_plain_text() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let _others = ["bob", "bobby", "bo"].map(|name| world.newcomer(name));
    world.tells("alice", "bob", "hi");
    world.tells("alice", "bobby", "hi");

    let (refused, said) = piped(&world, "/tell bob exactly\n/tell bo almost\n/tell Bob almost\n");

    assert_eq!(refused, Some(1));
    assert!(said.contains("→ bob  exactly  ✓✓\n"), "{said}");
    assert!(
        said.contains("you have not talked to bo@localhost yet; did you mean bob or bobby?"),
        "{said}"
    );
    assert!(
        said.contains("Bob is no name") && said.contains("did you mean bob or bobby?"),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "{said}");
    assert_eq!(world.texts("bob", "alice"), ["hi", "exactly"]);
    for other in ["bo", "bobby"] {
        assert!(!world.texts(other, "alice").contains(&"almost".to_owned()), "{other}");
    }
    assert_eq!(piped(&world, "/tell bob well\n").0, Some(0));
}

#[test]
fn where_no_peer_runs_it_says_what_to_do() {
    let world = World::begin();
    world.register("alice");

    let output = world.causerie("alice", &["chat"]);

    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no peer is running") && said.contains("causerie up --data"), "{said}");
}

pub(crate) fn at_terminal(world: &World, name: &str, arguments: &[&str]) -> Terminal {
    Terminal::start(world.command(name, arguments), ROWS, COLUMNS)
}

/// What becomes of lines from a pipe: the exit code, and what was printed.
pub(crate) fn piped(world: &World, lines: &str) -> (Option<i32>, String) {
    let mut command: Command = world.command("alice", &["chat"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// The last row that something stands in.
pub(crate) fn last(screen: &str) -> &str {
    screen.trim_end().lines().last().unwrap_or_default().trim_end()
}

/// How many colours and attributes are set (ECMA-48 §8.3.117).
pub(crate) fn colours_in(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let sequences = text.split("\u{1b}[").skip(1);
    let ends = |sequence: &&str| {
        sequence.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
    };
    sequences.filter(ends).count()
}
