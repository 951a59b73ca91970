use causerie_wire::MessageRef;

use super::{Command, Completes, Entry, number};
use crate::{
    client::chat::{line::split, session::Session},
    failure::Failure,
};

pub(super) const REPLY: Entry = Entry {
    name: "reply",
    alias: None,
    arguments: "NUMBER TEXT",
    about: "answer a message",
    details: "The answer goes to the conversation of that message, wherever you are.",
    completes: &[Completes::Numbers],
    read: |arguments| {
        let (raw, text) = split(arguments);
        let number = number(raw)?;
        (!text.is_empty()).then(|| Command::Reply { number, text: text.to_owned() })
    },
};

pub(super) async fn reply(session: &Session<'_>, number: u32, text: &str) -> Result<(), Failure> {
    let shown = session.there(number)?;
    let answered = MessageRef { id: shown.id, from: shown.from };
    session.say(&shown.with, text, Some(answered)).await
}
