use causerie_wire::{Presence, SetPresence};

use super::{Command, Completes, Entry};
use crate::{client::chat::session::Session, failure::Failure, show};

/// How one can be there.
pub(in super::super) const STATES: [&str; 4] = ["online", "busy", "away", "invisible"];

pub(super) const PRESENCE: Entry = Entry {
    name: "presence",
    alias: None,
    arguments: "[online|busy|away|invisible]",
    about: "see or change how you are there",
    details: "Only your contacts see it. It lasts until your peer stops; it begins online. How they are there stands in /list.",
    completes: &[Completes::States],
    read: |arguments| match arguments {
        "" => Some(Command::Presence(None)),
        state => STATES.iter().find(|it| **it == state).map(|it| Command::Presence(Some(it))),
    },
};

pub(super) async fn presence(
    session: &Session<'_>,
    state: Option<&'static str>,
) -> Result<(), Failure> {
    if let Some(state) = state {
        session.put("/v1/presence", &SetPresence { state: state.to_owned() }).await?;
    }
    let Presence { state, since, listed, .. } = session.get("/v1/presence").await?;
    session.print(&show::own_presence(&state, since, listed, session.paint))
}
