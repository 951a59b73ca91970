use causerie_wire::{Found, Message};

use super::{Paint, Printable, files::shared, moment::Moment, printable::lines};

/// What was found, message by message, with both its people or its room, and how to see more. `called` is what a room is called.
pub(crate) fn found(
    found: &Found,
    called: impl Fn(&str) -> Option<String>,
    paint: Paint,
) -> String {
    if found.messages.is_empty() {
        return "nothing found\n".to_owned();
    }
    let shown: String =
        found.messages.iter().map(|it| one(it, called(&it.to).as_deref(), paint)).collect();
    let Some(next) = found.next else { return shown };
    format!("{shown}{}\n", paint.dim(format!("more: the same with --before {next}")))
}

fn one(message: &Message, room: Option<&str>, paint: Paint) -> String {
    let time = Moment(message.sent_at).to_string();
    let Message { from, to, .. } = message;
    let to = room.unwrap_or(to);
    let people = format!("{} → {}", Printable(from), Printable(to));
    let margin = format!("{:1$}│ ", "", time.len() + people.chars().count() + 2);
    let text = message.text.as_deref().map(|text| lines(text, &margin));
    let text = text.or_else(|| message.file.as_ref().map(shared)).unwrap_or_default();
    format!("{}  {}  {text}\n", paint.dim(time), paint.bold(people))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::samples::{hello, read};

    #[test]
    fn what_was_found_is_told_with_full_names_and_where_to_go_on() {
        let messages = vec![read(), hello()];

        let shown = found(&Found { messages, next: Some(7) }, |_| None, Paint::NONE);

        let line = "1970-01-01 00:00:01Z  alice@localhost → bob@localhost  Hello, Bob!\n";
        assert_eq!(shown, format!("{line}{line}more: the same with --before 7\n"));
    }

    #[test]
    fn nothing_is_said_to_be_found() {
        let none = Found { messages: vec![], next: None };
        assert_eq!(found(&none, |_| None, Paint::NONE), "nothing found\n");
    }
}
