use super::{Command, Completes, Entry, number};
use crate::{
    client::chat::{line::split, session::Session},
    failure::Failure,
};

pub(super) const REACT: Entry = Entry {
    name: "react",
    alias: None,
    arguments: "NUMBER [EMOJI]",
    about: "react to a message, or take that back",
    details: "As in /react 12 👍. The latest reaction counts; without one, the one that was there is taken back.",
    completes: &[Completes::Numbers],
    read: |arguments| {
        let (raw, emoji) = split(arguments);
        let emoji = (!emoji.is_empty()).then(|| emoji.to_owned());
        number(raw).map(|number| Command::React { number, emoji })
    },
};

pub(super) async fn react(
    session: &Session<'_>,
    number: u32,
    emoji: Option<String>,
) -> Result<(), Failure> {
    let shown = session.there(number)?;
    session.react(&shown, emoji.as_deref()).await
}
