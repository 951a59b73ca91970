use super::{Command, Completes, Entry, with_word};
use crate::{client::chat::session::Session, failure::Failure};

pub(super) const READ: Entry = Entry {
    name: "read",
    alias: None,
    arguments: "[NAME]",
    about: "mark what was shown of somebody as read",
    details: "In the conversation you are in, that happens by itself. What is shown of others counts as read only by this, or by \
        going there (/chat NAME).",
    completes: &[Completes::Names],
    read: |arguments| with_word(arguments, Command::Read),
};

pub(super) async fn read(session: &Session<'_>, whose: Option<&str>) -> Result<(), Failure> {
    let with = session.known_or_here(whose)?;
    session.mark_read(&with).await
}
