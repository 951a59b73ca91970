//! A delivery state in three columns: `state`, `path` and `cause`.

use causerie_chat::{DeliveryState, Path};
use rusqlite::{Row, types::FromSqlError};

use crate::columns::parsed;

pub(super) const QUEUED: i64 = 0;
const STORED: i64 = 1;
pub(super) const DELIVERED: i64 = 2;
pub(super) const READ: i64 = 3;
const FAILED: i64 = 4;

const DIRECT: i64 = 1;
const MAILBOX: i64 = 2;

/// The columns.
pub(super) fn to_columns(state: &DeliveryState) -> (i64, Option<i64>, Option<&str>) {
    match state {
        DeliveryState::Queued => (QUEUED, None, None),
        DeliveryState::Stored => (STORED, None, None),
        DeliveryState::Delivered(Path::Direct) => (DELIVERED, Some(DIRECT), None),
        DeliveryState::Delivered(Path::Mailbox) => (DELIVERED, Some(MAILBOX), None),
        DeliveryState::Read => (READ, None, None),
        DeliveryState::Failed(cause) => (FAILED, None, Some(cause.as_str())),
    }
}

/// The state that stands from `column` on.
pub(super) fn from_columns(row: &Row<'_>, column: usize) -> rusqlite::Result<DeliveryState> {
    match row.get(column)? {
        QUEUED => Ok(DeliveryState::Queued),
        STORED => Ok(DeliveryState::Stored),
        DELIVERED if row.get::<_, i64>(column + 1)? == DIRECT => {
            Ok(DeliveryState::Delivered(Path::Direct))
        }
        DELIVERED if row.get::<_, i64>(column + 1)? == MAILBOX => {
            Ok(DeliveryState::Delivered(Path::Mailbox))
        }
        READ => Ok(DeliveryState::Read),
        FAILED => parsed(row, column + 2).map(DeliveryState::Failed),
        _ => Err(FromSqlError::OutOfRange(row.get(column)?).into()),
    }
}
