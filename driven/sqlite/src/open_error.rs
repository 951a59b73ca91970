use std::{error::Error, path::PathBuf};

use thiserror::Error as ThisError;

/// Why a store was not opened. A file that this version did not write is left as it was.
#[derive(Debug, ThisError)]
pub enum OpenError {
    /// Another process has it open, or this one has already.
    #[error(
        "{} is in use by another process: stop that one, or choose another data folder",
        .0.display()
    )]
    InUse(PathBuf),
    /// It is something else: not a database, one of another program, or a directory's where a peer's should be.
    #[error(
        "{} is not a database of this kind: move it away, or choose another data folder",
        .0.display()
    )]
    Foreign(PathBuf),
    /// A peer's store that belongs to another person.
    #[error("{} belongs to somebody else: choose another data folder", .0.display())]
    SomebodyElses(PathBuf),
    /// A peer's store that was sealed with another key.
    #[error(
        "{} is sealed with another store key: put the store.key that belongs to it back, or restore a backup",
        .0.display()
    )]
    OtherKey(PathBuf),
    /// A newer version of this program wrote it.
    #[error("{} was written by a newer version: install that one or a later one", .0.display())]
    Newer(PathBuf),
    /// Its tables were made in other steps than this program makes them.
    #[error(
        "{} was written by another edition of this program: use that one, or restore a copy from this one",
        .0.display()
    )]
    OtherHistory(PathBuf),
    /// It cannot be read, written or created.
    #[error(
        "cannot open {}: check that its folder exists and can be written, and that the disk has room",
        file.display()
    )]
    CannotOpen {
        /// The database, or the lock beside it.
        file: PathBuf,
        /// In the words of the system.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl OpenError {
    pub(crate) fn cannot(
        file: impl Into<PathBuf>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::CannotOpen { file: file.into(), source: source.into() }
    }
}
