use std::fmt::Write;

use causerie_wire::{Message, MessageRef, Timer};

use super::{
    Here, Paint, Printable,
    moderation::decided_in,
    moment::{Moment, span},
    rooms::said,
};

/// How many characters of another message are shown.
const GLANCE: usize = 60;

/// What a message is a reply to, as a line above it; `answered` is nothing if that is not here.
pub(crate) fn quote<'a>(
    of: &MessageRef,
    answered: Option<&Message>,
    here: impl Into<Here<'a>>,
    paint: Paint,
) -> String {
    let margin = " ".repeat(Moment(0).to_string().len());
    let words = answered.map_or_else(|| "(a message that is not here)".to_owned(), words);
    let author = Printable(here.into().short(&of.from));
    paint.dim(format!("{margin}  ↪ {author}: {words}")) + "\n"
}

/// What somebody changed, as a line; `target` is the message as it is now, or nothing if that is not here.
pub(crate) fn change<'a>(
    change: &Message,
    target: Option<&Message>,
    here: impl Into<Here<'a>>,
    paint: Paint,
) -> String {
    let time = paint.dim(Moment(change.sent_at));
    let here = here.into();
    let author = paint.bold(Printable(here.short(&change.from)));
    let now = target.map_or_else(|| "a message that is not here".to_owned(), words);
    let reaction = target.and_then(|it| it.reactions.iter().find(|it| it.from == change.from));
    let decided = decided_in(change, |who| here.short(who).to_owned());
    let what = match (change.kind, reaction) {
        (3, _) => format!("✎ edited: {now}"),
        (4, _) => "✗ deleted a message".to_owned(),
        (13, _) if decided.is_some() => format!("✗ {}", decided.unwrap_or_default()),
        (5, Some(reaction)) => format!("{} to: {now}", Printable(&reaction.emoji)),
        (5, None) => format!("took back a reaction to: {now}"),
        (kind, _) => format!("(kind {kind}: not understood by this version)"),
    };
    format!("{time}  {author}  {}\n", paint.dim(what))
}

fn words(message: &Message) -> String {
    match said(message, GLANCE) {
        Some(said) => said,
        None if message.deleted => "(message deleted)".to_owned(),
        None => "…".to_owned(),
    }
}

/// What stands behind the text of a message: that it was edited, what people think of it, and when it disappears.
pub(super) fn notes(message: &Message, here: Here<'_>, paint: Paint) -> String {
    let mut notes = String::new();
    if message.edited_at.is_some() {
        notes += &paint.dim(" (edited)");
    }
    for reaction in &message.reactions {
        let who = Printable(here.short(&reaction.from));
        // Writing to a String cannot fail.
        let _ = write!(notes, "  [{} {who}]", Printable(&reaction.emoji));
    }
    if let Some(end) = message.expires_at {
        notes += &paint.dim(format!("  (until {})", Moment(end)));
    }
    notes
}

/// After how long disappears what is said to somebody, or in a room.
pub(crate) fn timer(name: &str, timer: &Timer) -> String {
    let (whom, ends) = if name.starts_with('#') { ("in", "all") } else { ("to", "both") };
    let name = Printable(name);
    match timer.expires_in_ms {
        Some(millis) => {
            let span = span(millis);
            format!("what you say {whom} {name} disappears after {span}, at {ends} ends\n")
        }
        None => format!("what you say {whom} {name} stays\n"),
    }
}

#[cfg(test)]
mod tests {
    use causerie_wire::Reaction;

    use super::*;
    use crate::show::{message, samples::hello};

    const BOB: &str = "bob@localhost";

    fn to_hello(kind: u64) -> Message {
        let target = MessageRef { id: hello().id, from: hello().from };
        Message { kind, text: None, from: BOB.to_owned(), target: Some(target), ..hello() }
    }

    fn liked() -> Message {
        let reaction = Reaction { from: BOB.to_owned(), emoji: "👍\x1b".to_owned() };
        Message { reactions: vec![reaction], ..hello() }
    }

    #[test]
    fn what_became_of_a_message_stands_behind_it() {
        let changed = Message { edited_at: Some(2_000), expires_at: Some(3_000), ..liked() };

        let line = message(&changed, BOB, Paint::NONE);

        assert_eq!(
            line,
            "1970-01-01 00:00:01Z  alice  Hello, Bob! (edited)  [👍␛ bob]  \
             (until 1970-01-01 00:00:03Z)  ✓✓ direct\n"
        );
    }

    #[test]
    fn a_deleted_message_says_so() {
        let deleted = Message { deleted: true, text: None, ..hello() };

        let line = message(&deleted, BOB, Paint::NONE);

        assert!(line.contains("alice  (message deleted)  ✓✓"), "{line}");
    }

    #[test]
    fn a_reply_shows_what_it_answers_or_that_it_is_not_here() {
        let of = MessageRef { id: hello().id, from: "alice@localhost".to_owned() };
        let long = Message { text: Some(format!("\x1b[2J{}", "a".repeat(100))), ..hello() };

        let here = quote(&of, Some(&long), BOB, Paint::NONE);
        let gone = quote(&of, None, BOB, Paint::NONE);

        assert!(here.contains("↪ alice: ␛[2Jaaa") && here.ends_with("aaa…\n"), "{here}");
        assert!(gone.ends_with("↪ alice: (a message that is not here)\n"), "{gone}");
    }

    #[test]
    fn a_change_says_what_was_done_to_what() {
        let shown =
            |kind, target: Option<&Message>| change(&to_hello(kind), target, BOB, Paint::NONE);

        assert!(shown(3, Some(&hello())).ends_with("bob  ✎ edited: Hello, Bob!\n"));
        assert!(shown(4, None).ends_with("bob  ✗ deleted a message\n"));
        assert!(shown(5, Some(&liked())).ends_with("bob  👍␛ to: Hello, Bob!\n"));
        assert!(shown(5, Some(&hello())).ends_with("bob  took back a reaction to: Hello, Bob!\n"));
        assert!(shown(5, None).contains("a message that is not here"));
    }

    #[test]
    fn a_timer_is_told_in_words() {
        let hour = Timer { expires_in_ms: Some(3_600_000) };

        assert!(timer("bob", &hour).contains("what you say to bob disappears after 1h, at both"));
        assert!(timer("#den", &hour).contains("what you say in #den disappears after 1h, at all"));
        assert!(timer("bob", &Timer { expires_in_ms: None }).contains("stays"));
    }
}
