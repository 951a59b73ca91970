use super::{Command, Entry};
use crate::{
    client::{chat::session::Session, rooms},
    failure::Failure,
};

pub(super) const ALL: Entry = Entry {
    name: "all",
    alias: None,
    arguments: "TEXT",
    about: "say something to everybody of your directory, in its public channel",
    details: "The first time you come into the channel by it, and read what is said there from then on; everybody in it sees who you are. \
        /chat #public goes there, /leave #public leaves it.",
    completes: &[],
    read: |text| (!text.is_empty()).then(|| Command::All(text.to_owned())),
};

pub(super) async fn all(session: &Session<'_>, text: &str) -> Result<(), Failure> {
    let with = rooms::entered(session.api).await?;
    session.see_rooms().await.map_err(|none| none.at(session.api.data))?;
    session.say(&with, text, None).await
}
