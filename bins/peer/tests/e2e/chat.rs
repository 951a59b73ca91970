//! Talking at a terminal.

use crate::{
    chat_manners::{at_terminal, last},
    world::World,
};

#[test]
fn what_comes_stands_above_the_half_line_that_is_typed_and_the_whole_one_arrives() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    alice.shows("the history, and a line to type in", |screen| {
        screen.contains("[1] ") && last(screen) == "bob>"
    });

    alice.types("half a");
    alice.shows("half a line", |screen| last(screen) == "bob> half a");
    world.tells("bob", "alice", "are you there?");
    let screen = alice.shows("what came, and the half line", |screen| {
        screen.contains("are you there?") && last(screen) == "bob> half a"
    });
    let row = screen.lines().find(|row| row.contains("are you there?")).unwrap();
    assert!(row.starts_with("[2] ") && row.ends_with("Z bob  are you there?"), "{screen}");

    alice.types(" line\r");
    let screen = alice.shows("what was said, with its ticks", |screen| {
        let is_it = |row: &str| row.starts_with("[3] ") && row.ends_with("alice  half a line  ✓✓");
        screen.lines().any(is_it) && last(screen) == "bob>"
    });
    assert_eq!(screen.matches("half a line").count(), 1, "what was typed became it: {screen}");
    assert_eq!(world.texts("bob", "alice"), ["hi", "are you there?", "half a line"]);
}

#[test]
fn a_tick_changes_where_it_stands_and_a_half_line_outlives_it() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    let bob = world.newcomer("bob");
    world.tells("alice", "bob", "hi");
    drop(bob);
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");

    alice.types("one\r");
    alice.shows("one waits", |screen| {
        screen.lines().any(|row| row.ends_with("alice  one  ✓") || row.ends_with("alice  one  ·"))
    });
    alice.types("two\r");
    alice.shows("two waits", |screen| screen.contains("alice  two  ") && last(screen) == "bob>");
    alice.types("half");
    let _bob = world.up("bob");
    alice.shows("both arrived", |screen| {
        screen.contains("alice  one  ✓✓\n") && screen.contains("alice  two  ✓✓\n")
    });
    world.says("bob", &["conversation", "alice"]);
    let screen = alice.shows("both were read", |screen| {
        screen.contains("alice  one  ✓✓ read\n")
            && screen.contains("alice  two  ✓✓ read\n")
            && last(screen) == "bob> half"
    });

    for said in ["alice  one", "alice  two"] {
        assert_eq!(screen.matches(said).count(), 1, "no line for each step: {screen}");
    }
}

#[test]
fn it_begins_with_the_last_twenty_of_the_conversation_whoever_spoke_meanwhile() {
    let world = World::begin();
    let (_alice, _bob, _carol) =
        (world.newcomer("alice"), world.newcomer("bob"), world.newcomer("carol"));
    let says = |who: &str, what: String| world.says(who, &["tell", "alice", &what]);
    for number in 1..=15 {
        says("bob", format!("early {number}."));
    }
    for number in 1..=70 {
        says("carol", format!("other {number}."));
    }
    for number in 1..=10 {
        says("bob", format!("late {number}."));
    }

    let mut command = world.command("alice", &["chat", "bob"]);
    let output = command.output().unwrap();

    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && !said.contains("other"), "{said}");
    assert!(!said.contains("early 5.") && said.contains("[1] "), "{said}");
    for (number, what) in [(1, "early 6."), (10, "early 15."), (11, "late 1."), (20, "late 10.")] {
        let row = said.lines().find(|row| row.ends_with(what)).unwrap();
        assert!(row.starts_with(&format!("[{number}] ")), "{said}");
    }
    assert!(said.contains("— not read yet: carol (/chat carol)"), "{said}");
}

#[test]
fn what_is_done_to_a_message_is_done_by_its_number_and_seen_where_it_stands() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    let mut bob = at_terminal(&world, "bob", &["chat", "alice"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");
    bob.shows("a line to type in", |screen| last(screen) == "alice>");

    alice.types("/reply 1 helo\r");
    bob.shows("the answer", |screen| {
        screen.contains("Z alice  ↪ [1] hi\n") && screen.contains("│ helo\n")
    });
    bob.types("half");
    alice.types("/edit\r");
    alice.shows("the words to change", |screen| last(screen) == "bob> /edit 2 helo");
    alice.types("\u{7f}lo\r");
    bob.shows("the other words, in the place of the first", |screen| {
        screen.contains("│ hello  (edited)\n")
            && !screen.contains("│ helo\n")
            && last(screen) == "alice> half"
    });
    bob.types("\u{3}/react 2 👍\r");
    alice.shows("what bob thinks of it", |screen| screen.contains("│ hello  (edited)  👍 bob  ✓✓"));
    alice.types("/delete 1\r");
    alice.shows("that others' messages stay", |screen| {
        screen.contains("[1] is not a message of yours")
    });
    alice.types("/delete 2\r");
    bob.shows("that it is gone", |screen| {
        screen.contains("(deleted)") && !screen.contains("hello") && last(screen) == "alice>"
    });
}

#[test]
fn others_are_marked_and_a_restart_of_the_peer_loses_and_doubles_nothing() {
    let world = World::begin();
    let up = world.newcomer("alice");
    let (_bob, _carol) = (world.newcomer("bob"), world.newcomer("carol"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");

    world.tells("carol", "alice", "and I am carol");
    alice.shows("who else wrote", |screen| {
        screen.contains("Z ← carol  and I am carol  (/chat carol)\n") && last(screen) == "bob>"
    });
    alice.types("wait");
    drop(up);
    alice.shows("that the peer is away", |screen| screen.contains("— the peer is away"));
    world.says("bob", &["tell", "alice", "meanwhile", "--wait", "0"]);
    let _up = world.up("alice");

    let screen = alice.shows("what was missed", |screen| {
        screen.contains("Z bob  meanwhile\n")
            && screen.contains("— the peer is back")
            && last(screen) == "bob> wait"
    });
    for once in ["and I am carol", "meanwhile", "the peer is away", "the peer is back", "bob  hi"] {
        assert_eq!(screen.matches(once).count(), 1, "{once}: {screen}");
    }
    alice.types("\u{3}/chat carol\r");
    alice.shows("the other conversation", |screen| {
        last(screen) == "carol>" && screen.contains("Z carol  and I am carol\n")
    });
}

#[test]
fn who_is_new_stands_apart_until_they_are_accepted() {
    let world = World::of_strangers();
    let (_alice, _carol) = (world.newcomer("alice"), world.newcomer("carol"));
    let mut alice = at_terminal(&world, "alice", &["chat"]);
    alice.shows("a line to type in", |screen| last(screen) == "causerie>");

    alice.types("half");
    world.says("carol", &["tell", "alice", "hello, I am carol", "--wait", "0"]);
    let screen = alice.shows("who asks", |screen| {
        screen.contains("\ncarol wants to talk to you: hello, I am carol\n")
            && screen.contains("  /accept carol, /ignore carol or /block carol; until then")
            && last(screen) == "causerie> half"
    });
    assert!(!screen.contains("[1]"), "it is no conversation yet: {screen}");
    alice.types("\u{3}/list\r");
    alice.shows("that it stands in the list", |screen| {
        screen.lines().any(|row| row.starts_with("? carol  wants to talk to you"))
    });

    alice.types("/accept car\t\r");
    let screen = alice.shows("what they wrote", |screen| {
        screen.contains("— carol is a contact now")
            && screen.contains("Z ← carol  hello, I am carol  (/chat carol)")
    });
    assert_eq!(screen.matches("wants to talk to you: hello").count(), 1, "{screen}");
    assert_eq!(world.says("alice", &["contacts"]).matches("wants").count(), 0);
}
