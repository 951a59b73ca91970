//! What is typed and cannot be done.

use crate::{
    chat_manners::{at_terminal, last},
    world::World,
};

#[test]
fn what_was_not_sent_does_not_stand_before_what_is_typed_next_and_can_be_had_back() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat"]);
    alice.shows("a line to type in", |screen| last(screen) == "causerie>");

    alice.types("hello there\r");
    alice.shows("why not, and an empty line", |screen| {
        screen.contains("you are in no conversation yet")
            && screen.contains("— not sent; the arrow key up brings the line back")
            && last(screen) == "causerie>"
    });
    alice.types("/chat bob\r");
    alice.shows("the conversation", |screen| last(screen) == "bob>");
    alice.types("\u{1b}[A\u{1b}[A");
    alice.shows("the line", |screen| last(screen) == "bob> hello there");
    alice.types("\r");
    alice.shows("what was said", |screen| screen.contains("alice  hello there  ✓✓"));
}

#[test]
fn help_and_why_answer_what_they_are_asked() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");

    alice.types("/help foo\r");
    alice.shows("that there is none", |screen| {
        screen.contains("there is no /foo; /help lists what there is")
    });
    alice.types("/why 1\r");
    alice.shows("that it is here, and how the rest stands", |screen| {
        screen.contains("[1] is bob's, and has arrived; of all there is between you and bob:")
            && screen.contains("everything is where it should be")
    });
}
