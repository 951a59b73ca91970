//! Who may talk to this person.

use causerie_wire::ContactRuling;

use super::{Command, Completes, Entry, did_you_mean, word};
use crate::{
    client::chat::{names::Meant, session::Session},
    failure::Failure,
};

pub(super) const ACCEPT: Entry = Entry {
    name: "accept",
    alias: None,
    arguments: "NAME",
    about: "take somebody on as a contact",
    details: "Until then who is new hears nothing of you: not even that a message has arrived. To write to them accepts them too.",
    completes: &[Completes::Requests],
    read: |arguments| word(arguments).map(|name| Command::Rule { name, ruling: "accept" }),
};

pub(super) const IGNORE: Entry = Entry {
    name: "ignore",
    alias: None,
    arguments: "NAME",
    about: "leave somebody who asks without an answer",
    details: "They are not told. /accept takes it back.",
    completes: &[Completes::Requests],
    read: |arguments| word(arguments).map(|name| Command::Rule { name, ruling: "ignore" }),
};

pub(super) const BLOCK: Entry = Entry {
    name: "block",
    alias: None,
    arguments: "NAME",
    about: "take nothing of somebody any more",
    details: "They are not told; for them it is as if you were away. /unblock takes it back.",
    completes: &[Completes::Names],
    read: |arguments| word(arguments).map(|name| Command::Rule { name, ruling: "block" }),
};

pub(super) const UNBLOCK: Entry = Entry {
    name: "unblock",
    alias: None,
    arguments: "NAME",
    about: "take what somebody writes again",
    details: "It is as it was before they were blocked.",
    completes: &[Completes::Names],
    read: |arguments| word(arguments).map(|name| Command::Rule { name, ruling: "unblock" }),
};

pub(super) async fn rule(
    session: &Session<'_>,
    name: &str,
    ruling: &'static str,
) -> Result<(), Failure> {
    let (Meant::Known(address) | Meant::Stranger(address)) = session.person(name)?;
    let body = ContactRuling { ruling: ruling.to_owned() };
    let decided = session.put(&format!("/v1/contacts/{address}"), &body).await;
    let hint = session.with_people(|people| did_you_mean(people, name));
    decided.map_err(|failure| failure.advised("USER_NOT_FOUND", || hint))?;
    session.state().requests.remove(&address);
    let short = session.with_people(|people| people.short(&address));
    session.note(&match ruling {
        "accept" => format!("{short} is a contact now (/chat {short})"),
        "ignore" => format!("{short} is ignored, and not told"),
        "block" => format!("{short} is blocked, and not told; /unblock {short} takes it back"),
        _ => format!("{short} is not blocked any more"),
    })?;
    session.see_contact(&address).await.map_err(|none| none.at(session.api.data))
}
