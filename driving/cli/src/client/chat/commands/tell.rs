use super::{Command, Completes, Entry, did_you_mean};
use crate::{
    client::chat::{line::split, names::Meant, session::Session},
    failure::Failure,
    show::Printable,
};

pub(super) const TELL: Entry = Entry {
    name: "tell",
    alias: None,
    arguments: "NAME TEXT",
    about: "say something to somebody, and stay where you are",
    details: "Only to people you know, by their exact name. With somebody new you begin by /chat NAME.",
    completes: &[Completes::Names],
    read: |arguments| {
        let (name, text) = split(arguments);
        let (name, text) = (name.to_owned(), text.to_owned());
        (!name.is_empty() && !text.is_empty()).then_some(Command::Tell { name, text })
    },
};

pub(super) async fn tell(session: &Session<'_>, name: &str, text: &str) -> Result<(), Failure> {
    match session.meant(name)? {
        Meant::Known(address) => session.say(&address, text, None).await,
        Meant::Stranger(address) => {
            let hint = session.with_people(|people| did_you_mean(people, name));
            Err(Failure::Other(format!(
                "nothing was sent: you have not talked to {} yet; {hint}\n  next: to begin with them: /chat {name}",
                Printable(&address)
            )))
        }
    }
}
