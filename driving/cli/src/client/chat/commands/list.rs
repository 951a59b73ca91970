use causerie_wire::{Contact, Contacts, Presence};

use super::{Command, Entry};
use crate::{
    client::chat::{
        moments::{clock, day},
        session::Session,
    },
    failure::Failure,
    show::{Paint, Printable, glance},
};

pub(super) const LIST: Entry = Entry {
    name: "list",
    alias: None,
    arguments: "[all]",
    about: "list your people, who is there, and what was said last",
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
    // Who is there is told by another part of the peer, and is not worth a failure.
    let presence: Option<Presence> = session.get("/v1/presence").await.ok();
    let there = |address: &str| there(presence.as_ref(), address, session.paint);
    let current = session.current();
    let short = |address: &str| session.with_people(|people| people.short(address));
    session.print(&shown(&people, current.as_deref(), &short, &there, session.paint))
}

/// How somebody is there, if they are.
fn there(presence: Option<&Presence>, address: &str, paint: Paint) -> Option<String> {
    let contact = presence?.contacts.iter().find(|one| one.address == address)?;
    match contact.state.as_str() {
        "offline" => None,
        "online" => Some(paint.good("online")),
        state => Some(paint.waiting(Printable(state))),
    }
}

/// Who asks first, then the others in their order.
fn shown(
    people: &Contacts,
    current: Option<&str>,
    short: &impl Fn(&str) -> String,
    there: &impl Fn(&str) -> Option<String>,
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
        format!(
            "{} {}  {}\n",
            mark(one, current),
            paint.bold(name),
            notes(one, there(&one.address), paint)
        )
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

fn notes(one: &Contact, there: Option<String>, paint: Paint) -> String {
    let mut notes = Vec::from_iter(there);
    match one.standing.as_str() {
        "accepted" => {}
        "requested" => notes.push(paint.waiting("wants to talk to you")),
        standing => notes.push(paint.dim(Printable(standing))),
    }
    if one.key_changed {
        notes.push(paint.bad("shows another key (/who)"));
    }
    if let Some(latest) = &one.latest {
        let when = format!("{} {}", day(latest.sent_at), clock(latest.sent_at));
        let who = if latest.from == one.address { "" } else { "you: " };
        // What is listed is not taken back when it disappears.
        let words = Some(latest).filter(|_| latest.expires_at.is_none());
        let words = words.and_then(|it| glance(it, latest.from == one.address, 40, "/join"));
        let words = words.unwrap_or_else(|| "…".to_owned());
        notes.push(format!("{}  {who}{words}", paint.dim(when)));
    }
    notes.join("  ")
}

#[cfg(test)]
mod tests {
    use causerie_wire::{ContactPresence, Message};

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

        let bob = ContactPresence {
            address: "bob@localhost".to_owned(),
            state: "busy".to_owned(),
            since: None,
        };
        let presence =
            Presence { state: "online".to_owned(), since: 0, listed: None, contacts: vec![bob] };
        let there = |address: &str| there(Some(&presence), address, Paint::NONE);

        let contacts = Contacts { contacts };
        let list = shown(&contacts, Some("carol@localhost"), &short, &there, Paint::NONE);

        assert_eq!(
            list,
            "? eve    wants to talk to you  1970-01-01 00:01Z  pst\n\
             * bob    busy  1970-01-01 00:01Z  hi␛[2J\n\
             > carol  1970-01-01 00:01Z  you: Hello, Bob!\n  \
               dave   blocked\n"
        );
    }

    #[test]
    fn who_knows_nobody_learns_how_to_begin() {
        let none = Contacts { contacts: Vec::new() };

        assert!(
            shown(&none, None, &|_| String::new(), &|_| None, Paint::NONE).contains("/chat NAME")
        );
    }
}
