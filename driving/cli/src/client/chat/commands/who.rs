use causerie_wire::{Identity, Person, Status};

use super::{Command, Completes, Entry, did_you_mean, with_word};
use crate::{
    client::chat::{names::Meant, session::Session},
    failure::Failure,
    show::{self, Printable},
};

pub(super) const WHO: Entry = Entry {
    name: "who",
    alias: None,
    arguments: "[NAME]",
    about: "tell who you are, or who somebody is",
    details: "Of somebody you know it shows the safety number: 60 digits that both of you see alike, unless somebody stands between you.",
    completes: &[Completes::Names],
    read: |arguments| with_word(arguments, Command::Who),
};

pub(super) async fn who(session: &Session<'_>, whom: Option<&str>) -> Result<(), Failure> {
    let Some(name) = whom else {
        let status: Status = session.get("/v1/status").await?;
        return session.print(&show::status(&status, session.paint));
    };
    match session.person(name)? {
        Meant::Known(address) => {
            let identity: Identity = session.get(&format!("/v1/identities/{address}")).await?;
            session.print(&show::identity(&identity, name, false, session.paint))
        }
        Meant::Stranger(address) => {
            let hint = session.with_people(|people| did_you_mean(people, name));
            let person: Result<Person, _> = session.api.get(&format!("/v1/people/{address}")).await;
            let person = person
                .map_err(|none| none.at(session.api.data).advised("USER_NOT_FOUND", || hint))?;
            let shown = show::whois(&person, session.paint);
            session.print(&format!(
                "{shown}you have not talked to {} yet; the safety number is known once you have\n",
                Printable(&person.address)
            ))
        }
    }
}
