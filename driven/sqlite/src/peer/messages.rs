//! What is written of a message.

use causerie_chat::{Body, Message, MessageId, MessageRef};
use rusqlite::params;

use super::tables::Tables;
use crate::{
    columns::{millis, unreadable},
    sealing::{BadCell, Place, Sealer},
};

const CONTENT: &str = "messages.content";
const ABOUT: &str = "messages.about";

/// A message as it goes into its row.
pub(super) struct NewMessage<'a> {
    pub(super) message: &'a Message,
    /// Its number in the history; nothing for the next one.
    pub(super) seq: Option<i64>,
    pub(super) author: i64,
    /// The other one of the two, or the room.
    pub(super) person: i64,
    /// When it was received; nothing if it is to be delivered.
    pub(super) kept_at: Option<i64>,
    /// How many envelopes it leaves in; nothing if it was received.
    pub(super) envelopes: Option<i64>,
    /// Whether it was received by way of the mailbox.
    pub(super) by_mailbox: bool,
}

/// What has that author and id already.
pub(super) struct Known {
    person: i64,
    sent_at: i64,
    body: Body,
    reply_to: Option<MessageRef>,
}

impl NewMessage<'_> {
    /// Its number in the history, or what its author said under that id before. All of the row is written at once: a row that is
    /// written again leaves a copy of its words behind.
    pub(super) fn insert(&self, tables: Tables<'_>) -> rusqlite::Result<Result<i64, Known>> {
        let Message { id, sent_at, body, reply_to, expires_at, .. } = self.message;
        let row = row(id.as_bytes(), self.author, self.person);
        let content = seal_content(tables.sealer, &row, body.kind(), &body.data())?;
        let about = reply_to.as_ref().map(|it| seal_reply(tables.sealer, &row, it)).transpose()?;
        let inserted = tables
            .db
            .prepare_cached(
                "INSERT INTO messages
                     (seq, id, author_ref, person_ref, sent_at, kept_at, envelopes, content,
                      by_mailbox, about, expires_at, standing)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, author_ref) DO NOTHING",
            )?
            .execute(params![
                self.seq,
                id.as_bytes(),
                self.author,
                self.person,
                millis(*sent_at),
                self.kept_at,
                self.envelopes,
                content,
                self.by_mailbox,
                about,
                expires_at.map(millis),
                self.message.target().is_some(),
            ])?;
        if inserted == 0 {
            return self.known(tables).map(Err);
        }
        let seq = tables.db.last_insert_rowid();
        tables.note_if_invitation(seq, self)?;
        Ok(Ok(seq))
    }

    /// Its number in a history that is new, as the tables of step `0002` have it.
    pub(super) fn insert_first(&self, tables: Tables<'_>) -> rusqlite::Result<i64> {
        let Message { id, sent_at, body, .. } = self.message;
        let row = row(id.as_bytes(), self.author, self.person);
        let content = seal_content(tables.sealer, &row, body.kind(), &body.data())?;
        tables
            .db
            .prepare_cached(
                "INSERT INTO messages
                     (id, author_ref, person_ref, sent_at, kept_at, envelopes, content)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                id.as_bytes(),
                self.author,
                self.person,
                millis(*sent_at),
                self.kept_at,
                self.envelopes,
                content,
            ])?;
        Ok(tables.db.last_insert_rowid())
    }

    /// Whether `known` is the same words in the same conversation.
    pub(super) fn says(&self, known: &Known) -> bool {
        let Known { person, body, reply_to, .. } = known;
        let (body, reply_to) = (body.clone(), reply_to.clone());
        let known = Message { body, reply_to, ..self.message.clone() };
        *person == self.person && self.message.says(&known)
    }

    /// Whether `known` is the same in everything.
    pub(super) fn is(&self, known: &Known) -> bool {
        self.says(known) && known.sent_at == millis(self.message.sent_at)
    }

    fn known(&self, tables: Tables<'_>) -> rusqlite::Result<Known> {
        let id = self.message.id;
        tables
            .db
            .prepare_cached(
                "SELECT person_ref, sent_at, content, about FROM messages
                 WHERE id = ? AND author_ref = ?",
            )?
            .query_row(params![id.as_bytes(), self.author], |row| {
                let person = row.get(0)?;
                let place = self::row(id.as_bytes(), self.author, person);
                let body = open_content(tables.sealer, &place, row.get_ref(2)?.as_blob()?)?;
                let reply_to =
                    open_reply(tables.sealer, &place, row.get_ref(3)?.as_blob_or_null()?)?;
                Ok(Known { person, sent_at: row.get(1)?, body, reply_to })
            })
    }
}

/// Kind (8 bytes) and bytes of a body, for the cell of that [`row`].
pub(super) fn seal_content(
    sealer: &Sealer,
    row: &[u8],
    kind: u64,
    data: &[u8],
) -> rusqlite::Result<Vec<u8>> {
    sealer.seal(Place { column: CONTENT, row }, &[&kind.to_be_bytes()[..], data].concat())
}

/// The body in the cell of that [`row`].
pub(super) fn open_content(sealer: &Sealer, row: &[u8], cell: &[u8]) -> rusqlite::Result<Body> {
    let text = sealer.open(Place { column: CONTENT, row }, cell)?;
    let (kind, data) = text.split_first_chunk().ok_or_else(|| unreadable(BadCell(CONTENT)))?;
    Body::from_parts(u64::from_be_bytes(*kind), data.to_vec())
        .map_err(|_| unreadable(BadCell(CONTENT)))
}

/// What a message answers, for the cell of that [`row`]: id (16 bytes) and author.
fn seal_reply(sealer: &Sealer, row: &[u8], to: &MessageRef) -> rusqlite::Result<Vec<u8>> {
    let text = [&to.id.as_bytes()[..], to.author.to_string().as_bytes()].concat();
    sealer.seal(Place { column: ABOUT, row }, &text)
}

/// What stands in the cell of that [`row`], if there is one.
pub(super) fn open_reply(
    sealer: &Sealer,
    row: &[u8],
    cell: Option<&[u8]>,
) -> rusqlite::Result<Option<MessageRef>> {
    let Some(cell) = cell else { return Ok(None) };
    let bad = || unreadable(BadCell(ABOUT));
    let text = sealer.open(Place { column: ABOUT, row }, cell)?;
    let (id, author) = text.split_first_chunk::<16>().ok_or_else(bad)?;
    let id = MessageId::try_from(&id[..]).map_err(|_| bad())?;
    let author = str::from_utf8(author).ok().and_then(|it| it.parse().ok()).ok_or_else(bad)?;
    Ok(Some(MessageRef { id, author }))
}

/// What a message is known by: its words belong to its author and to that conversation.
pub(super) fn row(id: &[u8], author: i64, person: i64) -> Vec<u8> {
    [&author.to_be_bytes()[..], &person.to_be_bytes(), id].concat()
}
