use causerie_wire::{Contact, Contacts};

use super::{Command, Entry};
use crate::{
    client::chat::{
        render::{clock, day},
        session::Session,
    },
    failure::Failure,
    show::{Paint, first_words},
};

pub(super) const LIST: Entry = Entry {
    name: "list",
    alias: None,
    arguments: "[all]",
    about: "list your people, and what was said last",
    details: "`>` stands before the conversation you are in, `*` before those with something you have not read, `?` before who asks to \
        talk to you. With all, also whom you ignore or block.",
    completes: &[],
    read: |arguments| match arguments {
        "" => Some(Command::List { all: false }),
        "all" => Some(Command::List { all: true }),
        _ => None,
    },
};

pub(super) async fn list(session: &Session<'_>, all: bool) -> Result<(), Failure> {
    let mut people: Contacts = session.get("/v1/contacts").await?;
    people.contacts.retain(|one| all || matches!(&*one.standing, "accepted" | "requested"));
    let current = session.current();
    let short = |address: &str| session.with_people(|people| people.short(address));
    session.print(&shown(&people, current.as_deref(), &short, session.paint))
}

/// Who asks first, then the others in their order.
fn shown(
    people: &Contacts,
    current: Option<&str>,
    short: &impl Fn(&str) -> String,
    paint: Paint,
) -> String {
    if people.contacts.is_empty() {
        return "nobody yet; begin with: /chat NAME\n".to_owned();
    }
    let names = people.contacts.iter().map(|one| short(&one.address).chars().count());
    let columns = names.max().unwrap_or(0);
    let (asking, others): (Vec<_>, Vec<_>) =
        people.contacts.iter().partition(|one| one.standing == "requested");
    let all = asking.into_iter().chain(others);
    all.map(|one| {
        let name = format!("{:columns$}", short(&one.address));
        format!("{} {}  {}\n", mark(one, current), paint.bold(name), notes(one, paint))
    })
    .collect::<Vec<_>>()
    .concat()
}

fn mark(one: &Contact, current: Option<&str>) -> &'static str {
    let theirs = one.latest.as_ref().filter(|it| it.from == one.address && it.to != one.address);
    match one.standing.as_str() {
        "requested" => "?",
        _ if current == Some(&one.address) => ">",
        _ if theirs.is_some_and(|latest| latest.state != "read") => "*",
        _ => " ",
    }
}

fn notes(one: &Contact, paint: Paint) -> String {
    let mut notes = Vec::new();
    match one.standing.as_str() {
        "accepted" => {}
        "requested" => notes.push(paint.waiting("wants to talk to you")),
        standing => notes.push(paint.dim(crate::show::Printable(standing))),
    }
    if one.key_changed {
        notes.push(paint.bad("shows another key (/who)"));
    }
    if let Some(latest) = &one.latest {
        let when = format!("{} {}", day(latest.sent_at), clock(latest.sent_at));
        let who = if latest.from == one.address { "" } else { "you: " };
        let words = latest.text.as_deref().map_or("…".to_owned(), |text| first_words(text, 40));
        notes.push(format!("{}  {who}{words}", paint.dim(when)));
    }
    notes.join("  ")
}

#[cfg(test)]
mod tests {
    use causerie_wire::Message;

    use super::*;
    use crate::client::chat::samples::{answer, hello};

    fn contact(address: &str, standing: &str, latest: Option<Message>) -> Contact {
        Contact {
            address: address.to_owned(),
            standing: standing.to_owned(),
            verified_at: None,
            key_changed: false,
            messages: 1,
            latest,
        }
    }

    #[test]
    fn people_are_listed_with_what_was_said_last_and_what_is_not_read_and_who_asks_first() {
        let theirs = |text: &str, from: &str| Message { from: from.to_owned(), ..answer(text) };
        let contacts = vec![
            contact("bob@localhost", "accepted", Some(answer("hi\x1b[2J"))),
            contact("carol@localhost", "accepted", Some(hello())),
            contact("eve@localhost", "requested", Some(theirs("pst", "eve@localhost"))),
            contact("dave@localhost", "blocked", None),
        ];
        let short = |address: &str| address.split('@').next().unwrap().to_owned();

        let list = shown(&Contacts { contacts }, Some("carol@localhost"), &short, Paint::NONE);

        assert_eq!(
            list,
            "? eve    wants to talk to you  1970-01-01 00:01Z  pst\n\
             * bob    1970-01-01 00:01Z  hi␛[2J\n\
             > carol  1970-01-01 00:01Z  you: Hello, Bob!\n  \
               dave   blocked\n"
        );
    }

    #[test]
    fn who_knows_nobody_learns_how_to_begin() {
        let none = Contacts { contacts: Vec::new() };

        assert!(shown(&none, None, &|_| String::new(), Paint::NONE).contains("/chat NAME"));
    }
}
