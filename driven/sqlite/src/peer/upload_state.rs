//! How an upload stands, in columns.

use causerie_usecases::ports::{Retry, UploadState};
use rusqlite::{Row, types::FromSqlError};

use crate::columns::{millis, parsed, parsed_or_null, timestamp};

const WANTED: i64 = 0;
const FAILED: i64 = 1;
const DONE: i64 = 2;
const DROPPED: i64 = 3;

/// What stands in the columns of a state.
#[derive(Default)]
pub(super) struct StateCells {
    pub(super) state: i64,
    pub(super) cause: Option<String>,
    pub(super) failures: Option<u32>,
    pub(super) last: Option<i64>,
    pub(super) next: Option<i64>,
    pub(super) until: Option<i64>,
}

impl StateCells {
    pub(super) fn of(state: &UploadState) -> Self {
        match state {
            UploadState::Wanted(retry) => Self::retried(WANTED, retry.as_ref()),
            UploadState::Failed(cause) => {
                Self { state: FAILED, cause: Some(cause.to_string()), ..Self::default() }
            }
            UploadState::Done(until) => {
                Self { state: DONE, until: Some(millis(*until)), ..Self::default() }
            }
            UploadState::Dropped(retry) => Self::retried(DROPPED, retry.as_ref()),
        }
    }

    fn retried(state: i64, retry: Option<&Retry>) -> Self {
        Self {
            state,
            cause: retry.map(|retry| retry.cause.to_string()),
            failures: retry.map(|retry| retry.failures),
            last: retry.map(|retry| millis(retry.last)),
            next: retry.map(|retry| millis(retry.next)),
            until: None,
        }
    }
}

/// The state in the first six columns.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<UploadState> {
    match row.get(0)? {
        WANTED => retry(row).map(UploadState::Wanted),
        FAILED => parsed(row, 1).map(UploadState::Failed),
        DONE => timestamp(row, 5).map(UploadState::Done),
        DROPPED => retry(row).map(UploadState::Dropped),
        other => Err(FromSqlError::OutOfRange(other).into()),
    }
}

fn retry(row: &Row<'_>) -> rusqlite::Result<Option<Retry>> {
    let Some(cause) = parsed_or_null(row, 1)? else { return Ok(None) };
    let (failures, last, next) = (row.get(2)?, timestamp(row, 3)?, timestamp(row, 4)?);
    Ok(Some(Retry { failures, last, next, cause }))
}
