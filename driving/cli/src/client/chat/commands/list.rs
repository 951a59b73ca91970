use causerie_wire::{Conversation, Conversations};

use super::{Command, Entry};
use crate::{
    client::chat::{render::clock, session::Session},
    failure::Failure,
    show::{Moment, Paint, first_words},
};

pub(super) const LIST: Entry = Entry {
    name: "list",
    alias: None,
    arguments: "",
    about: "list your people, and what was said last",
    details: "`>` stands before the conversation you are in, `*` before those with something you have not read.",
    completes: &[],
    read: |arguments| arguments.is_empty().then_some(Command::List),
};

pub(super) async fn list(session: &Session<'_>) -> Result<(), Failure> {
    let all: Conversations = session.get("/v1/conversations").await?;
    let current = session.current();
    let short = |address: &str| session.with_people(|people| people.short(address));
    session.met(all.conversations.iter().map(|one| one.with.as_str()));
    session.print(&shown(&all, current.as_deref(), &short, session.paint))
}

fn shown(
    all: &Conversations,
    current: Option<&str>,
    short: &impl Fn(&str) -> String,
    paint: Paint,
) -> String {
    if all.conversations.is_empty() {
        return "nothing was said yet; begin with: /chat NAME\n".to_owned();
    }
    let names = all.conversations.iter().map(|one| short(&one.with).chars().count());
    let columns = names.max().unwrap_or(0);
    let line = |one: &Conversation| {
        let Conversation { with, latest, .. } = one;
        let is_unread = latest.from == *with && latest.to != *with && latest.state != "read";
        let mark = match (current == Some(with), is_unread) {
            (true, _) => ">",
            (_, true) => "*",
            _ => " ",
        };
        let name = paint.bold(format!("{:columns$}", short(with)));
        let date = Moment(latest.sent_at).to_string();
        let time =
            paint.dim(format!("{} {}", date.get(..10).unwrap_or(&date), clock(latest.sent_at)));
        let who = if latest.from == *with { "" } else { "you: " };
        let last = latest.text.as_deref().map_or("…".to_owned(), |text| first_words(text, 40));
        format!("{mark} {name}  {time}  {who}{last}\n")
    };
    all.conversations.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::chat::samples::{answer, hello};

    #[test]
    fn people_are_listed_with_what_was_said_last_and_what_is_not_read() {
        let with = |with: &str, latest| Conversation { with: with.to_owned(), messages: 1, latest };
        let conversations =
            vec![with("bob@localhost", answer("hi\x1b[2J")), with("carol@localhost", hello())];
        let all = Conversations { conversations };
        let short = |address: &str| address.split('@').next().unwrap().to_owned();

        let list = shown(&all, Some("carol@localhost"), &short, Paint::NONE);

        assert_eq!(
            list,
            "* bob    1970-01-01 00:01Z  hi␛[2J\n> carol  1970-01-01 00:01Z  you: Hello, Bob!\n"
        );
    }

    #[test]
    fn who_has_said_nothing_learns_how_to_begin() {
        let none = Conversations { conversations: Vec::new() };

        assert!(shown(&none, None, &|_| String::new(), Paint::NONE).contains("/chat NAME"));
    }
}
