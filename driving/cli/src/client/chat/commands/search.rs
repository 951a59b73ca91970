use causerie_chat::SearchWords;
use causerie_wire::{Found, Search};

use super::{Command, Entry};
use crate::{client::chat::session::Session, failure::Failure};

/// How many messages are shown.
const MOST: usize = 10;

pub(super) const SEARCH: Entry = Entry {
    name: "search",
    alias: None,
    arguments: "WORDS",
    about: "find what was said, in all conversations",
    details: "Each word is to be in the message, also within a word. The latest 10, the latest last; causerie search finds more.",
    completes: &[],
    read: |arguments| (!arguments.is_empty()).then(|| Command::Search(arguments.to_owned())),
};

pub(super) async fn search(session: &Session<'_>, words: String) -> Result<(), Failure> {
    words.parse::<SearchWords>()?;
    let question =
        Search { words, with: None, since: None, until: None, before: None, limit: Some(MOST) };
    let found: Result<Found, _> = session.api.ask_for("/v1/search", &question).await;
    let found = found.map_err(|none| none.at(session.api.data))?;
    if found.messages.is_empty() {
        return session.print("nothing found\n");
    }
    session.show_again(&found.messages)?;
    match found.next {
        Some(_) => session.print("there is more: causerie search WORDS\n"),
        None => Ok(()),
    }
}
