use causerie_wire::Person;

use super::{Command, Completes, Entry, did_you_mean, word};
use crate::{
    client::chat::{names::Meant, session::Session},
    failure::Failure,
    show::Printable,
};

pub(super) const CHAT: Entry = Entry {
    name: "chat",
    alias: None,
    arguments: "NAME",
    about: "go to the conversation with somebody",
    details: "Shows the last 20 messages, and marks them as read. This is also how you begin with somebody new: the name is looked \
        up, and nothing is sent until you say something.",
    completes: &[Completes::Names],
    read: |arguments| word(arguments).map(Command::Chat),
};

pub(in super::super) async fn chat(session: &Session<'_>, name: &str) -> Result<(), Failure> {
    match session.meant(name)? {
        Meant::Known(address) => session.enter(&address).await,
        Meant::Stranger(address) => {
            let path = format!("/v1/people/{address}");
            let found: Result<Person, _> = session.api.get(&path).await;
            let person = found.map_err(|none| {
                let hint = session.with_people(|people| did_you_mean(people, name));
                none.at(session.api.data).advised("USER_NOT_FOUND", || hint)
            })?;
            session.enter(&person.address).await?;
            let short = session.with_people(|people| people.short(&person.address));
            session.print(&format!(
                "{} is new to you: what you say first begins it; /who {short} tells how to compare keys then\n",
                Printable(&person.address)
            ))
        }
    }
}
