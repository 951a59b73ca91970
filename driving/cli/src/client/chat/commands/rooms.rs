//! What waits for parts that do not exist yet.

use super::{Command, Entry};
use crate::failure::Failure;

pub(super) const ALL: Entry = Entry {
    name: "all",
    alias: None,
    arguments: "TEXT",
    about: "say something to everybody of your directory (waits for the public channel)",
    details: "This version does not have the public channel yet; rooms it has: /room.",
    completes: &[],
    read: |_| Some(Command::All),
};

pub(super) const FILE: Entry = Entry {
    name: "file",
    alias: None,
    arguments: "PATH",
    about: "send a file (waits for files)",
    details: "This version does not send files yet.",
    completes: &[],
    read: |_| Some(Command::File),
};

pub(super) fn all() -> Failure {
    Failure::Other(
        "/all waits for the public channel, which this version does not have yet; nothing was sent"
            .to_owned(),
    )
}

pub(super) fn file() -> Failure {
    Failure::Other(
        "/file waits for files, which this version does not send yet; nothing was sent".to_owned(),
    )
}
