use super::{Command, Completes, Entry, Next, number};
use crate::{
    client::chat::{line::split, numbers::Shown, session::Session},
    failure::Failure,
};

pub(super) const EDIT: Entry = Entry {
    name: "edit",
    alias: None,
    arguments: "[NUMBER] [TEXT]",
    about: "say a message of yours in other words, for 24 hours",
    details: "Without a number, your last message in this conversation. Without a text, the words it has come back to your line, to \
        be changed there.",
    completes: &[Completes::Numbers],
    read: |arguments| {
        let (word, rest) = split(arguments);
        let number = number(word);
        let text = if number.is_some() { rest } else { arguments };
        let text = (!text.is_empty()).then(|| text.to_owned());
        Some(Command::Edit { number, text })
    },
};

pub(super) async fn edit(
    session: &Session<'_>,
    number: Option<u32>,
    text: Option<String>,
) -> Result<Next, Failure> {
    let shown = match number {
        // The line may have the words that are gone.
        Some(number) => session.own(number).inspect_err(|_| session.forget_line(number))?,
        None => last(session)?,
    };
    if let Some(text) = text {
        session.edit(&shown, &text).await?;
        return Ok(Next::Stay);
    }
    let text = session.report(&shown).await?.message.text.unwrap_or_default();
    Ok(Next::Type(format!("/edit {} {text}", shown.number)))
}

fn last(session: &Session<'_>) -> Result<Shown, Failure> {
    let with = session.here()?;
    let last = session.state().numbers.latest_of(&session.me, &with).cloned();
    last.ok_or_else(|| {
        Failure::Other("you have said nothing here that is shown: /edit NUMBER TEXT".to_owned())
    })
}
