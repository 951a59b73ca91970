//! How a file that is fetched stands, in columns.

use causerie_usecases::ports::{FetchState, Retry};
use rusqlite::{Row, types::FromSqlError};

use super::file_cells::Cells;
use crate::columns::{millis, parsed, parsed_or_null, timestamp};

const WANTED: i64 = 0;
const PAUSED: i64 = 1;
const FAILED: i64 = 2;
const DONE: i64 = 3;

/// What stands in the columns of a state.
#[derive(Default)]
pub(super) struct StateCells {
    pub(super) state: i64,
    pub(super) cause: Option<String>,
    pub(super) failures: Option<u32>,
    pub(super) last: Option<i64>,
    pub(super) next: Option<i64>,
    pub(super) path: Option<Vec<u8>>,
}

impl StateCells {
    pub(super) fn of(cells: &Cells<'_>, state: &FetchState) -> rusqlite::Result<Self> {
        Ok(match state {
            FetchState::Wanted(None) => Self { state: WANTED, ..Self::default() },
            FetchState::Wanted(Some(retry)) => Self {
                state: WANTED,
                cause: Some(retry.cause.to_string()),
                failures: Some(retry.failures),
                last: Some(millis(retry.last)),
                next: Some(millis(retry.next)),
                path: None,
            },
            FetchState::Paused => Self { state: PAUSED, ..Self::default() },
            FetchState::Failed(cause) => {
                Self { state: FAILED, cause: Some(cause.to_string()), ..Self::default() }
            }
            FetchState::Done(path) => {
                Self { state: DONE, path: Some(cells.seal_path(path)?), ..Self::default() }
            }
        })
    }
}

/// The state in the first six columns.
pub(super) fn read(cells: &Cells<'_>, row: &Row<'_>) -> rusqlite::Result<FetchState> {
    match row.get(0)? {
        WANTED => {
            let Some(cause) = parsed_or_null(row, 1)? else { return Ok(FetchState::Wanted(None)) };
            let (failures, last, next) = (row.get(2)?, timestamp(row, 3)?, timestamp(row, 4)?);
            Ok(FetchState::Wanted(Some(Retry { failures, last, next, cause })))
        }
        PAUSED => Ok(FetchState::Paused),
        FAILED => Ok(FetchState::Failed(parsed(row, 1)?)),
        DONE => Ok(FetchState::Done(cells.path(row, 5)?)),
        other => Err(FromSqlError::OutOfRange(other).into()),
    }
}
