use super::{COMMANDS, Command, Entry, with_word};
use crate::{
    client::chat::{
        line::{entry, nearest},
        session::Session,
    },
    failure::Failure,
    show::{Paint, first_words},
};

pub(super) const HELP: Entry = Entry {
    name: "help",
    alias: Some("?"),
    arguments: "[COMMAND]",
    about: "list the commands, or explain one",
    details: "",
    completes: &[super::Completes::Commands],
    read: |arguments| with_word(arguments.trim_start_matches('/'), Command::Help),
};

const REST: &str = "Anything else is said to whom the conversation is with; // at its beginning sends one /.\n\
    Messages are called by the numbers beside them. Tab completes, the arrow keys bring back what you typed.\n\
    · queued  ✓ in their mailbox  ✓✓ delivered  ✓✓ read (in colour)  ! failed\n";

pub(super) fn help(session: &Session<'_>, about: Option<&str>) -> Result<(), Failure> {
    let text = match about {
        None => all(session.paint),
        Some(name) => one(name, session.paint).ok_or_else(|| unknown(name))?,
    };
    session.print(&text)
}

fn all(paint: Paint) -> String {
    let calls = COMMANDS.iter().map(|entry| entry.call().len()).max().unwrap_or(0);
    let line = |entry: &&Entry| {
        format!("  {}  {}\n", paint.bold(format!("{:calls$}", entry.call())), entry.about)
    };
    COMMANDS.iter().map(line).collect::<String>() + REST
}

fn one(name: &str, paint: Paint) -> Option<String> {
    let entry = entry(name)?;
    let details =
        if entry.details.is_empty() { String::new() } else { format!("  {}\n", entry.details) };
    Some(format!("{}: {}\n{details}", paint.bold(entry.call()), entry.about))
}

fn unknown(name: &str) -> Failure {
    let advice = nearest(name).map_or_else(
        || "/help lists what there is".to_owned(),
        |it| format!("did you mean /{it}?"),
    );
    Failure::Other(format!("there is no /{}; {advice}", first_words(name, 40)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_listed_and_explained() {
        let list = all(Paint::NONE);

        for entry in COMMANDS {
            assert!(list.contains(&format!("  /{}", entry.name)), "{}", entry.name);
            assert!(one(entry.name, Paint::NONE).unwrap().contains(entry.about));
        }
        assert!(one("tel", Paint::NONE).is_none());
    }

    #[test]
    fn no_two_commands_have_one_name() {
        let mut names: Vec<_> =
            COMMANDS.iter().flat_map(|entry| [Some(entry.name), entry.alias]).flatten().collect();
        names.sort_unstable();

        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
