//! What waits for parts that do not exist yet.

use super::{Command, Entry};
use crate::failure::Failure;

pub(super) const FILE: Entry = Entry {
    name: "file",
    alias: None,
    arguments: "PATH",
    about: "send a file (waits for files)",
    details: "This version does not send files yet.",
    completes: &[],
    read: |_| Some(Command::File),
};

pub(super) fn file() -> Failure {
    Failure::Other(
        "/file waits for files, which this version does not send yet; nothing was sent".to_owned(),
    )
}
