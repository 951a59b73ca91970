use super::{Command, Completes, Entry, number, word};
use crate::{client::chat::session::Session, failure::Failure};

pub(super) const DELETE: Entry = Entry {
    name: "delete",
    alias: None,
    arguments: "NUMBER",
    about: "delete a message of yours at both ends, for 24 hours",
    details: "Who has read it has read it: their device forgets it when it hears of this.",
    completes: &[Completes::Numbers],
    read: |arguments| word(arguments).and_then(|raw| number(&raw)).map(Command::Delete),
};

pub(super) async fn delete(session: &Session<'_>, number: u32) -> Result<(), Failure> {
    let shown = session.own(number)?;
    session.delete(&shown).await
}
