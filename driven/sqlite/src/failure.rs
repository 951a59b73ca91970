use std::{path::Path, sync::Arc};

use rusqlite::{Error, ErrorCode};
use thiserror::Error as ThisError;

/// Why an open store could not do as it was told. It is the source of an
/// [`Unavailable`](causerie_usecases::ports::Unavailable). Nothing of what was asked was kept, and nothing that was
/// acknowledged before is lost.
#[derive(Clone, Debug, ThisError)]
pub enum Failure {
    /// The disk or the file is full.
    #[error(
        "no room to write {}: free some space on its disk; nothing that was acknowledged is lost",
        file.display()
    )]
    Full {
        /// The database.
        file: Arc<Path>,
        /// In the words of `SQLite`.
        source: Arc<Error>,
    },
    /// The disk failed, or somebody else changed the file or its rights.
    #[error(
        "cannot read or write {}: check its disk and its permissions; nothing that was acknowledged is lost",
        file.display()
    )]
    Broken {
        /// The database.
        file: Arc<Path>,
        /// In the words of `SQLite`.
        source: Arc<Error>,
    },
    /// What is written there is not what this store wrote.
    #[error("{} is damaged: restore it from a copy", file.display())]
    Damaged {
        /// The database.
        file: Arc<Path>,
        /// In the words of `SQLite`.
        source: Arc<Error>,
    },
    /// The store is closing.
    #[error("{} is being closed", file.display())]
    Closed {
        /// The database.
        file: Arc<Path>,
    },
}

impl Failure {
    pub(crate) fn new(file: &Arc<Path>, error: Error) -> Self {
        let (file, damaged) = (file.clone(), is_damage(&error));
        let full = error.sqlite_error_code() == Some(ErrorCode::DiskFull);
        let source = Arc::new(error);
        match (full, damaged) {
            (true, _) => Self::Full { file, source },
            (_, true) => Self::Damaged { file, source },
            _ => Self::Broken { file, source },
        }
    }
}

/// Whether the bytes were read, but make no sense.
fn is_damage(error: &Error) -> bool {
    match error {
        Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::InvalidColumnType(..)
        | Error::Utf8Error(..) => true,
        _ => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        ),
    }
}
