use causerie_wire::{Conversation, Conversations};

use super::{Paint, Printable, moment::Moment, printable::first_words};

/// With whom something was said, and what was said last, a line each.
pub(crate) fn conversations(all: &Conversations, paint: Paint) -> String {
    if all.conversations.is_empty() {
        return "nothing was said yet; begin with: causerie tell NAME TEXT\n".to_owned();
    }
    let columns = all.conversations.iter().map(|one| one.with.chars().count()).max().unwrap_or(0);
    all.conversations.iter().map(|one| line(one, columns, paint)).collect()
}

fn line(one: &Conversation, columns: usize, paint: Paint) -> String {
    let Conversation { with, messages, latest } = one;
    let with = paint.bold(format!("{:columns$}", Printable(with)));
    let time = paint.dim(Moment(latest.sent_at));
    let last = latest.text.as_deref().map_or("…".to_owned(), |text| first_words(text, 60));
    let who = if latest.from == one.with { "" } else { "you: " };
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

    #[test]
    fn a_conversation_shows_who_spoke_last() {
        let shown = conversations(&with_bob(hello()), Paint::NONE);

        assert_eq!(shown, "bob@localhost      3  1970-01-01 00:00:01Z  you: Hello, Bob!\n");
    }

    #[test]
    fn a_long_or_hostile_text_stays_on_its_line() {
        let mut latest = hello();
        latest.text = Some(format!("\x1b[2J\n{}", "é".repeat(1_000)));

        let shown = conversations(&with_bob(latest), Paint::NONE);

        assert_eq!(shown.matches('\n').count(), 1);
        assert!(shown.contains("␛[2J␊ééé") && shown.ends_with("é…\n"));
        assert!(shown.chars().count() < 130);
    }

    #[test]
    fn who_has_said_nothing_learns_how_to_begin() {
        let none = Conversations { conversations: Vec::new() };

        assert!(conversations(&none, Paint::NONE).contains("causerie tell NAME TEXT"));
    }
}
