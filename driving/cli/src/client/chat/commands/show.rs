use causerie_wire::MessageReport;

use super::{Command, Completes, Entry, number, word};
use crate::{
    client::chat::{screen::Key, session::Session},
    failure::Failure,
    show::{Moment, Printable, shared},
};

pub(super) const SHOW: Entry = Entry {
    name: "show",
    alias: None,
    arguments: "NUMBER",
    about: "show a message whole, with its date and id",
    details: "Of a message of your own it also says how it travelled.",
    completes: &[Completes::Numbers],
    read: |arguments| word(arguments).and_then(|raw| number(&raw)).map(Command::Show),
};

pub(super) async fn show(session: &Session<'_>, number: u32) -> Result<(), Failure> {
    let shown = session.there(number)?;
    let MessageReport { message, .. } = session.report(&shown).await?;
    let how =
        message.path.as_deref().map(|path| format!(", {}", Printable(path))).unwrap_or_default();
    let head = format!(
        "[{number}] {} → {}, {}, {}{how}\n     id {}\n",
        Printable(&message.from),
        Printable(&message.to),
        Moment(message.sent_at),
        Printable(&message.state),
        Printable(&message.id)
    );
    let file = message.file.as_ref().map(shared);
    let text = message.text.as_deref().or(file.as_deref()).unwrap_or_default();
    let lines = text.split('\n').map(|line| Printable(line.trim_end_matches('\r')));
    let body: String =
        lines.flat_map(|line| ["│ ".to_owned(), line.to_string(), "\n".to_owned()]).collect();
    session.state().screen.print(Key::Whole(number), &(head + &body))
}
