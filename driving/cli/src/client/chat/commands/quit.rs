use super::{Command, Entry};

pub(super) const QUIT: Entry = Entry {
    name: "quit",
    alias: Some("exit"),
    arguments: "",
    about: "leave; your peer goes on running",
    details: "So do Ctrl-D, and Ctrl-C twice on an empty line.",
    completes: &[],
    read: |arguments| arguments.is_empty().then_some(Command::Quit),
};
