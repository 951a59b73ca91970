//! How the machines stand at a moment, and what a fault is called.

use std::sync::Mutex;

use crate::cast::{ALL, DIRECTORY};

/// How a machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Well,
    Killed,
    Cut,
    /// Its disk is full.
    Full,
    /// Its clock is behind, and it was started since.
    Behind,
    /// Something is being done to it.
    Unsettled,
}

/// What keeps a message, as far as this test knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    None,
    ReaderKilled,
    ReaderCut,
    AuthorCut,
    DirectoryAndReaderKilled,
    DirectoryCutReaderKilled,
    DirectoryFullReaderKilled,
    DirectoryBehindReaderKilled,
}

impl Fault {
    /// What `why` has to call it.
    pub(crate) fn causes(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::ReaderKilled | Self::ReaderCut => &["IN_MAILBOX"],
            Self::DirectoryFullReaderKilled => &["DIRECTORY_UNAVAILABLE"],
            Self::AuthorCut
            | Self::DirectoryAndReaderKilled
            | Self::DirectoryCutReaderKilled
            | Self::DirectoryBehindReaderKilled => &["DIRECTORY_UNREACHABLE", "UNREACHABLE"],
        }
    }

    pub(crate) fn says(self) -> &'static str {
        match self {
            Self::None => "nothing",
            Self::ReaderKilled => "the reader is killed",
            Self::ReaderCut => "the reader is cut off",
            Self::AuthorCut => "the author is cut off",
            Self::DirectoryAndReaderKilled => "directory and reader are killed",
            Self::DirectoryCutReaderKilled => "the directory is cut off, the reader killed",
            Self::DirectoryFullReaderKilled => "the directory's disk is full, the reader killed",
            Self::DirectoryBehindReaderKilled => {
                "the directory's clock is an hour behind, the reader killed"
            }
        }
    }
}

/// What stands between an author and a reader at a moment; the same again as long as nothing changes for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Between {
    machines: [(Condition, u64); 3],
}

impl Between {
    /// What keeps a message said now; nothing is said while things change.
    pub(crate) fn fault(&self) -> Option<Fault> {
        use Condition::{Behind, Cut, Full, Killed, Well};
        Some(match self.machines.map(|(condition, _)| condition) {
            [Well, Well, Well] => Fault::None,
            [Well, Well, Killed] => Fault::ReaderKilled,
            [Well, Well, Cut] => Fault::ReaderCut,
            [Cut, Well, Well] => Fault::AuthorCut,
            [Well, Killed, Killed] => Fault::DirectoryAndReaderKilled,
            [Well, Cut, Killed] => Fault::DirectoryCutReaderKilled,
            [Well, Full, Killed] => Fault::DirectoryFullReaderKilled,
            [Well, Behind, Killed] => Fault::DirectoryBehindReaderKilled,
            _ => return None,
        })
    }
}

/// How all machines stand.
pub(crate) struct Standing(Mutex<(u64, [(Condition, u64); ALL.end])>);

impl Standing {
    /// All of them well.
    pub(crate) fn new() -> Self {
        Self(Mutex::new((0, [(Condition::Well, 0); ALL.end])))
    }

    pub(crate) fn set(&self, who: usize, condition: Condition) {
        let mut state = self.0.lock().unwrap();
        state.0 += 1;
        state.1[who] = (condition, state.0);
    }

    pub(crate) fn between(&self, author: usize, reader: usize) -> Between {
        let state = self.0.lock().unwrap();
        Between { machines: [state.1[author], state.1[DIRECTORY], state.1[reader]] }
    }
}

#[test]
fn what_changed_meanwhile_is_not_the_same_even_if_it_looks_so() {
    let standing = Standing::new();
    standing.set(1, Condition::Killed);
    let before = standing.between(0, 1);
    assert_eq!(before.fault(), Some(Fault::ReaderKilled));

    standing.set(3, Condition::Killed);
    assert_eq!(standing.between(0, 1), before);

    standing.set(DIRECTORY, Condition::Unsettled);
    assert_eq!(standing.between(0, 1).fault(), None);
    standing.set(DIRECTORY, Condition::Well);
    assert_ne!(standing.between(0, 1), before);
    assert_eq!(standing.between(0, 1).fault(), before.fault());
}
