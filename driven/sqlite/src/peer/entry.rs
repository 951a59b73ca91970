//! An entry of the history, from a row.

use causerie_chat::{Address, Conversation, DeliveryState, Message, MessageId, Path, View};
use causerie_usecases::ports::Entry;
use rusqlite::{
    Row,
    types::{FromSqlError, ValueRef},
};

use super::{
    messages::{self, open_content, open_reply},
    refs::{read_conversation, read_person},
    state::from_columns,
};
use crate::{
    columns::{cursor, timestamp, timestamp_or_null, unreadable},
    sealing::Sealer,
};

/// What [`read`] needs of `messages` as m, of `persons` as p (the other one of the two, or the room) and as a (the author), and of `progress`, if
/// there is any, as g.
pub(super) const COLUMNS: &str = "m.seq, m.id, p.lookup, p.address, m.author_ref, m.person_ref,
    m.sent_at, m.kept_at, m.content, g.changed_at, g.state, g.path, g.cause, m.by_mailbox,
    m.seq <= p.read_through OR m.seq IN (SELECT message_seq FROM read_elsewhere),
    m.about, m.expires_at, m.changed, m.standing, a.lookup, a.address";

/// Joins what [`COLUMNS`] needs to m.
pub(super) const JOINS: &str = "JOIN persons p ON p.ref = m.person_ref
    JOIN persons a ON a.ref = m.author_ref
    LEFT JOIN progress g ON g.message_seq = m.seq";

/// The first column behind [`COLUMNS`].
pub(super) const BEHIND: usize = 21;

/// [`messages.standing`](messages) of a message that was wiped when it expired.
pub(super) const GONE: i64 = 2;

/// A row of the history.
pub(super) struct Kept {
    /// Its view says when it disappears, and nothing else yet.
    pub(super) entry: Entry,
    /// Whether something changes it.
    pub(super) changed: bool,
    /// Whether it was wiped when it expired.
    pub(super) is_gone: bool,
}

/// The entry in a row of [`COLUMNS`], of the peer of `me`.
pub(super) fn read(sealer: &Sealer, row: &Row<'_>, me: &Address) -> rusqlite::Result<Kept> {
    let message = message(sealer, row, me)?;
    let is_null = |column| row.get_ref(column).map(|value| value == ValueRef::Null);
    let (changed_at, state) = match (is_null(7)?, is_null(9)?) {
        (false, true) => (timestamp(row, 7)?, received(row.get(13)?, row.get(14)?)),
        (true, true) => (message.sent_at, DeliveryState::Queued),
        (true, false) => (timestamp(row, 9)?, from_columns(row, 10)?),
        (false, false) => return Err(FromSqlError::InvalidType.into()),
    };
    let view = View { expires_at: timestamp_or_null(row, 16)?, ..View::default() };
    let entry = Entry { cursor: cursor(row.get(0)?), message, changed_at, state, view };
    Ok(Kept { entry, changed: row.get(17)?, is_gone: row.get::<_, i64>(18)? == GONE })
}

/// How far a message has come that was received.
fn received(by_mailbox: bool, is_read: bool) -> DeliveryState {
    match (is_read, by_mailbox) {
        (true, _) => DeliveryState::Read,
        (false, true) => DeliveryState::Delivered(Path::Mailbox),
        (false, false) => DeliveryState::Delivered(Path::Direct),
    }
}

/// The message in a row of [`COLUMNS`].
pub(super) fn message(sealer: &Sealer, row: &Row<'_>, me: &Address) -> rusqlite::Result<Message> {
    let id = MessageId::try_from(row.get_ref(1)?.as_blob()?).map_err(unreadable)?;
    let (author_ref, person_ref): (i64, i64) = (row.get(4)?, row.get(5)?);
    let (author, recipient) = match read_conversation(sealer, row, 2)? {
        Conversation::Person(other) if author_ref == person_ref => (other, me.clone().into()),
        Conversation::Person(other) => (me.clone(), other.into()),
        room @ Conversation::Room(_) => (read_person(sealer, row, 19)?, room),
    };
    let place = messages::row(id.as_bytes(), author_ref, person_ref);
    let body = open_content(sealer, &place, row.get_ref(8)?.as_blob()?)?;
    let reply_to = open_reply(sealer, &place, row.get_ref(15)?.as_blob_or_null()?)?;
    let (sent_at, expires_at) = (timestamp(row, 6)?, timestamp_or_null(row, 16)?);
    Ok(Message { id, author, recipient, sent_at, body, reply_to, expires_at })
}
