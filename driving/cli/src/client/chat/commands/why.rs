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
        None => format!("/v1/people/{}/why", session.here()?),
        Some(raw) => match (number(raw), raw.parse()) {
            (Some(number), _) => {
                let shown = session.numbered(number)?;
                if shown.from == session.me {
                    format!("/v1/messages/{}/why", shown.id)
                } else {
                    session.print(&came(session, number, &shown.from))?;
                    format!("/v1/people/{}/why", shown.with)
                }
            }
            (None, Ok(Subject::Message(id))) => format!("/v1/messages/{id}/why"),
            _ => format!("/v1/people/{}/why", session.known(raw)?),
        },
    };
    let reasons: Reasons = session.get(&path).await?;
    let told = show::why(&Advised::from(&reasons), now(), session.paint);
    session.print(&numbered(session, &reasons, told))
}

/// That somebody else's message is where it should be.
fn came(session: &Session<'_>, number: u32, from: &str) -> String {
    let name = session.with_people(|people| people.short(from));
    format!("[{number}] is {name}'s, and has arrived; of all there is between you and {name}:\n")
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
