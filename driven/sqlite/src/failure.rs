use std::{path::Path, sync::Arc};

use rusqlite::{Error, ErrorCode};
use thiserror::Error as ThisError;

use crate::sealing::BadCell;

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
    #[error("{} is damaged{}: restore it from a copy", file.display(), place(*column))]
    Damaged {
        /// The database.
        file: Arc<Path>,
        /// Where, as `table.column`, if that is known.
        column: Option<&'static str>,
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
        let column = damaged_column(&error);
        let source = Arc::new(error);
        match (full, damaged) {
            (true, _) => Self::Full { file, source },
            (_, true) => Self::Damaged { file, column, source },
            _ => Self::Broken { file, source },
        }
    }
}

fn place(column: Option<&str>) -> String {
    column.map_or_else(String::new, |column| [" in ", column].concat())
}

/// Where the cell stands that did not open, if it is that.
fn damaged_column(error: &Error) -> Option<&'static str> {
    let Error::FromSqlConversionFailure(_, _, source) = error else { return None };
    source.downcast_ref().map(|BadCell(column)| *column)
}

/// Whether the bytes were read, but make no sense.
fn is_damage(error: &Error) -> bool {
    is_damaged_row(error)
        || matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        )
}

/// Whether it is one row that makes no sense, while others may.
pub(crate) fn is_damaged_row(error: &Error) -> bool {
    matches!(
        error,
        Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
    )
}
