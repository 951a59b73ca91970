//! Values as they stand in a column. One that cannot be read back is an error of the row, never a panic.

use std::{error::Error, str::FromStr};

use causerie_chat::Timestamp;
use causerie_usecases::ports::Cursor;
use rusqlite::{Row, Rows, types::FromSqlError};

use crate::failure::is_damaged_row;

/// The value that was written as text.
pub(crate) fn parsed<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    row.get_ref(column)?.as_str()?.parse().map_err(unreadable)
}

/// The value that was written as text, or nothing.
pub(crate) fn parsed_or_null<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    let text = row.get_ref(column)?.as_str_or_null()?;
    text.map(|text| text.parse().map_err(unreadable)).transpose()
}

/// The value whose 32 bytes were written.
pub(crate) fn from_bytes<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: TryFrom<[u8; 32], Error: Error + Send + Sync + 'static>,
{
    row.get::<_, [u8; 32]>(column)?.try_into().map_err(unreadable)
}

/// A number that is never negative.
pub(crate) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column)?.try_into().map_err(unreadable)
}

/// The moment that [`millis`] wrote.
pub(crate) fn timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    count(row, column).map(Timestamp::from_millis)
}

/// The moment that [`millis`] wrote, or nothing.
pub(crate) fn timestamp_or_null(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<Timestamp>> {
    let millis: Option<i64> = row.get(column)?;
    let moment = |millis: i64| millis.try_into().map(Timestamp::from_millis).map_err(unreadable);
    millis.map(moment).transpose()
}

/// How a moment is written.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.millis().cast_signed() // at most i64::MAX
}

/// The place that a number in the history stands for: 1 and more as it came, 0 and less in front of that.
pub(crate) fn cursor(seq: i64) -> Cursor {
    Cursor(Cursor::ORIGIN.0.saturating_add_signed(seq))
}

/// The number in the history that a place stands for.
pub(crate) fn seq(cursor: Cursor) -> i64 {
    let at = i64::try_from(cursor.0).unwrap_or(i64::MAX);
    at.saturating_sub_unsigned(Cursor::ORIGIN.0)
}

/// The row holds what nobody wrote.
pub(crate) fn unreadable(why: impl Error + Send + Sync + 'static) -> rusqlite::Error {
    FromSqlError::other(why).into()
}

/// What can be read of the rows, and a word in the log if that is not all; an error if it is none, though there are some.
pub(crate) fn readable<T>(
    mut rows: Rows<'_>,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let (mut values, mut damage) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        match read(row) {
            Ok(value) => values.push(value),
            Err(error) if is_damaged_row(&error) => damage = damage.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    match damage {
        Some(error) if values.is_empty() => return Err(error),
        Some(error) => {
            tracing::error!(%error, "a row is damaged; restore the database from a copy");
        }
        None => {}
    }
    Ok(values)
}
