use causerie_wire::{Conversation, Conversations};

use super::{Here, Paint, Printable, moment::Moment, rooms::glance};

/// With whom something was said, and what was said last, a line each.
///
/// `me` is this person, and `called` what a conversation is called, where it is not by its own name.
pub(crate) fn conversations(
    all: &Conversations,
    me: &str,
    called: impl Fn(&str) -> Option<String>,
    paint: Paint,
) -> String {
    if all.conversations.is_empty() {
        return "nothing was said yet; begin with: causerie tell NAME TEXT\n".to_owned();
    }
    let name = |one: &Conversation| called(&one.with).unwrap_or_else(|| one.with.clone());
    let names: Vec<_> = all.conversations.iter().map(name).collect();
    let columns = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let named = all.conversations.iter().zip(&names);
    named.map(|(one, name)| line(one, name, columns, me, paint)).collect()
}

fn line(one: &Conversation, name: &str, columns: usize, me: &str, paint: Paint) -> String {
    let Conversation { with, messages, latest } = one;
    let here = Here { with, me };
    let with = paint.bold(format!("{:columns$}", Printable(name)));
    let time = paint.dim(Moment(latest.sent_at));
    let is_theirs = here.is_theirs(latest);
    let last = glance(latest, is_theirs, 60, "causerie room join");
    let last = last.unwrap_or_else(|| "…".to_owned());
    let who = match is_theirs || latest.from == one.with {
        true if here.is_room() => format!("{}: ", Printable(here.short(&latest.from))),
        true => String::new(),
        false => "you: ".to_owned(),
    };
    format!("{with}  {messages:>5}  {time}  {who}{last}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::samples::hello;

    fn with_bob(latest: causerie_wire::Message) -> Conversations {
        let conversation = Conversation { with: "bob@localhost".to_owned(), messages: 3, latest };
        Conversations { conversations: vec![conversation] }
    }

    const ROOM: &str = "#0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";

    fn shown(all: &Conversations) -> String {
        let called = |with: &str| (with == ROOM).then(|| "#book-club".to_owned());
        conversations(all, "bob@localhost", called, Paint::NONE)
    }

    #[test]
    fn a_room_is_called_by_its_name_and_says_who_spoke_last() {
        let in_room = |from: &str| {
            let latest =
                causerie_wire::Message { from: from.to_owned(), to: ROOM.to_owned(), ..hello() };
            Conversation { with: ROOM.to_owned(), messages: 3, latest }
        };
        let all = vec![in_room("alice@localhost"), in_room("bob@localhost")];

        let lines = shown(&Conversations { conversations: all });

        assert_eq!(
            lines,
            "#book-club      3  1970-01-01 00:00:01Z  alice: Hello, Bob!\n\
             #book-club      3  1970-01-01 00:00:01Z  you: Hello, Bob!\n"
        );
    }

    #[test]
    fn a_conversation_shows_who_spoke_last() {
        let line = shown(&with_bob(hello()));

        assert_eq!(line, "bob@localhost      3  1970-01-01 00:00:01Z  you: Hello, Bob!\n");
    }

    #[test]
    fn a_long_or_hostile_text_stays_on_its_line() {
        let mut latest = hello();
        latest.text = Some(format!("\x1b[2J\n{}", "é".repeat(1_000)));

        let line = shown(&with_bob(latest));

        assert_eq!(line.matches('\n').count(), 1);
        assert!(line.contains("␛[2J␊ééé") && line.ends_with("é…\n"));
        assert!(line.chars().count() < 130);
    }

    #[test]
    fn who_has_said_nothing_learns_how_to_begin() {
        let none = Conversations { conversations: Vec::new() };

        assert!(shown(&none).contains("causerie tell NAME TEXT"));
    }
}
