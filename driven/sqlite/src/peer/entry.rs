//! An entry of the history, from a row.

use causerie_chat::{Address, Body, DeliveryState, Message, MessageId, Path};
use causerie_usecases::ports::{Cursor, Entry};
use rusqlite::{
    Row,
    types::{FromSqlError, ValueRef},
};

use super::state::from_columns;
use crate::columns::{count, parsed, timestamp, unreadable};

/// What [`read`] needs of `messages` as m, of `persons` (the other one of the two) as p and of `progress`, if there is
/// any, as g.
pub(super) const COLUMNS: &str = "m.seq, m.id, p.address, m.author_ref = m.person_ref, m.sent_at,
    m.kept_at, m.kind, m.body, g.changed_at, g.state, g.path, g.cause";

/// Joins what [`COLUMNS`] needs to m.
pub(super) const JOINS: &str = "JOIN persons p ON p.ref = m.person_ref
    LEFT JOIN progress g ON g.message_seq = m.seq";

/// The entry in a row of [`COLUMNS`], of the peer of `me`.
pub(super) fn read(row: &Row<'_>, me: &Address) -> rusqlite::Result<Entry> {
    let id = MessageId::try_from(row.get_ref(1)?.as_blob()?).map_err(unreadable)?;
    let (other, is_theirs): (Address, bool) = (parsed(row, 2)?, row.get(3)?);
    let (author, recipient) = if is_theirs { (other, me.clone()) } else { (me.clone(), other) };
    let sent_at = timestamp(row, 4)?;
    let kind = row.get::<_, i64>(6)?.cast_unsigned();
    let body = Body::from_parts(kind, row.get(7)?).map_err(unreadable)?;

    let is_null = |column| row.get_ref(column).map(|value| value == ValueRef::Null);
    let (changed_at, state) = match (is_null(5)?, is_null(8)?) {
        (false, true) => (timestamp(row, 5)?, DeliveryState::Delivered(Path::Direct)),
        (true, true) => (sent_at, DeliveryState::Queued),
        (true, false) => (timestamp(row, 8)?, from_columns(row, 9)?),
        (false, false) => return Err(FromSqlError::InvalidType.into()),
    };
    let message = Message { id, author, recipient, sent_at, body };
    Ok(Entry { cursor: Cursor(count(row, 0)?), message, changed_at, state })
}
