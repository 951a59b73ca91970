//! What disappears or is deleted while somebody looks at it.

use crate::{
    chat_manners::{at_terminal, last},
    world::World,
};

#[test]
fn t36_what_disappears_goes_from_the_screen_from_what_quotes_it_and_from_what_was_typed() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    let mut bob = at_terminal(&world, "bob", &["chat", "alice"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");
    bob.shows("a line to type in", |screen| last(screen) == "alice>");
    alice.types("/timer 6s\r");
    alice.shows("the timer", |screen| screen.contains("disappears after"));

    alice.types("psst-1234\r");
    bob.shows("what was said", |screen| screen.contains("psst-1234"));
    bob.types("/reply 2 hush\r");
    alice.shows("the answer, with what it answers", |screen| screen.contains("↪ [2] psst-1234"));
    alice.types("half a line");

    let is_gone = |screen: &str| !screen.contains("psst") && screen.contains("(disappeared)");
    let screen = bob.shows("that it is gone", is_gone);
    assert!(screen.contains("│ hush"), "the answer stays: {screen}");
    let screen = alice.shows("that it is gone, and the half line is not", |screen| {
        is_gone(screen) && last(screen) == "bob> half a line"
    });
    assert!(screen.contains("↪ [2] (disappeared)"), "{screen}");
    alice.types("\u{3}");
    for (command, kept) in [("reply", " again"), ("react", " x"), ("edit", " no"), ("show", "")] {
        alice.types(&format!("/{command} 2{kept}\r"));
        alice.shows("why not", |screen| {
            screen.contains("[2] has disappeared: nothing can be done with it any more")
        });
        alice.types("\u{c}");
    }
    for _ in 0..10 {
        alice.types("\u{1b}[A");
    }
    alice.shows("the first line that was typed", |screen| last(screen) == "bob> /timer 6s");
    assert!(!alice.screen().contains("psst"));
}

#[test]
fn t36_what_disappears_out_of_sight_is_told_in_a_line_and_cannot_be_quoted() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");
    alice.types("/timer 4s\r");
    alice.shows("the timer", |screen| screen.contains("disappears after 4s"));
    alice.types("psst-1234\r");
    alice.shows("what was said", |screen| screen.contains("psst-1234  (until"));

    alice.types("/help\r");
    alice.types("/help\r");

    alice.shows("that it is gone", |screen| screen.contains("— [2] disappeared"));
    alice.types("/reply 2 what?\r");
    alice.shows("why not", |screen| screen.contains("[2] has disappeared: nothing can be done"));
    assert!(!alice.screen().contains("psst"));
}

#[test]
fn what_is_deleted_goes_from_what_quotes_it_and_from_what_was_shown_whole() {
    let world = World::begin();
    let (_alice, _bob) = (world.newcomer("alice"), world.newcomer("bob"));
    world.tells("bob", "alice", "hi");
    let mut alice = at_terminal(&world, "alice", &["chat", "bob"]);
    let mut bob = at_terminal(&world, "bob", &["chat", "alice"]);
    alice.shows("a line to type in", |screen| last(screen) == "bob>");
    bob.shows("a line to type in", |screen| last(screen) == "alice>");
    alice.types("a-mistake\r");
    bob.shows("what was said", |screen| screen.contains("a-mistake"));
    // What comes within a moment before a line ends is forgotten, with all that stands there.
    bob.is_still();
    bob.types("/reply 2 really?\r");
    bob.shows("the answer", |screen| screen.contains("↪ [2] a-mistake"));
    bob.is_still();
    bob.types("/show 2\r");
    bob.shows("all of it", |screen| screen.contains("│ a-mistake"));
    alice.shows("that it was read and answered", |screen| {
        screen.contains("↪ [2] a-mistake") && screen.contains("✓✓ read")
    });
    alice.is_still();

    alice.types("/delete 2\r");

    let screen = bob.shows("that it is gone", |screen| !screen.contains("a-mistake"));
    assert!(screen.contains("↪ [2] (deleted)") && screen.contains("│ really?"), "{screen}");
    bob.types("/reply 2 what was it?\r");
    bob.shows("why not", |screen| screen.contains("[2] was deleted: nothing can be done with it"));
    alice.shows("that it is gone", |screen| !screen.contains("a-mistake"));
    alice.types("\u{1b}[A\u{1b}[A\u{1b}[A");
    assert!(!alice.screen().contains("a-mistake"));
    let kept = world.conversation("bob", "alice");
    let words = kept.iter().filter(|it| it["text"].is_string()).count();
    assert_eq!(words, 2, "nothing was sent to what is gone: {kept:?}");
}
