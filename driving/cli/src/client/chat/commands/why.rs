use causerie_edge::now;
use causerie_wire::Reasons;

use super::{Command, Completes, Entry, number, with_word};
use crate::{
    args::Subject,
    client::chat::session::Session,
    failure::Failure,
    show::{self, Advised},
};

pub(super) const WHY: Entry = Entry {
    name: "why",
    alias: None,
    arguments: "[NUMBER|ID|NAME]",
    about: "tell why something has not arrived",
    details: "About a message of yours, by its number or its id (one of somebody else has arrived), or about all there is between you and somebody; without either, \
        about the conversation you are in.",
    completes: &[Completes::Names],
    read: |arguments| with_word(arguments, Command::Why),
};

pub(super) async fn why(session: &Session<'_>, what: Option<&str>) -> Result<(), Failure> {
    let path = match what {
        None => of_all(&session.here()?),
        Some(raw) => match (number(raw), raw.parse()) {
            (Some(number), _) => {
                let shown = session.numbered(number)?;
                if shown.from == session.me {
                    format!("/v1/messages/{}/why", shown.id)
                } else {
                    session.print(&came(session, number, &shown.from, &shown.with))?;
                    of_all(&shown.with)
                }
            }
            (None, Ok(Subject::Message(id))) => format!("/v1/messages/{id}/why"),
            _ => of_all(&session.known(raw)?),
        },
    };
    let reasons: Reasons = session.get(&path).await?;
    let room = reasons.reasons.first().filter(|one| one.with.starts_with('#'));
    let room = room.map(|one| session.with_people(|people| people.short(&one.with)));
    let told = show::why(&Advised::from(&reasons).called(room), now(), session.paint);
    session.print(&numbered(session, &reasons, told))
}

/// Of all that was said with somebody, or in a room.
fn of_all(with: &str) -> String {
    match with.strip_prefix('#') {
        Some(room) => format!("/v1/rooms/{room}/why"),
        None => format!("/v1/people/{with}/why"),
    }
}

/// That somebody else's message is where it should be.
fn came(session: &Session<'_>, number: u32, from: &str, with: &str) -> String {
    let [name, place] = session.with_people(|people| [people.short(from), people.short(with)]);
    let all = if with.starts_with('#') {
        format!("all you said in {place}")
    } else {
        format!("all there is between you and {name}")
    };
    format!("[{number}] is {name}'s, and has arrived; of {all}:\n")
}

/// The same with numbers in the place of the ids of messages that were shown.
fn numbered(session: &Session<'_>, reasons: &Reasons, told: String) -> String {
    let state = session.state();
    let ids = reasons.reasons.iter().filter_map(|reason| reason.id.as_deref());
    let shown = ids.filter_map(|id| state.numbers.find(&session.me, id));
    shown.fold(told, |told, one| {
        told.replace(&format!("message {}", one.id), &format!("message [{}]", one.number))
    })
}
