//! What is written of a message.

use causerie_chat::Message;
use rusqlite::{Connection, params};

use crate::columns::millis;

/// A message as it goes into its row.
pub(super) struct NewMessage<'a> {
    pub(super) message: &'a Message,
    pub(super) author: i64,
    /// The other one of the two.
    pub(super) person: i64,
    /// When it was received; nothing if it is to be delivered.
    pub(super) kept_at: Option<i64>,
    /// How many envelopes it leaves in; nothing if it was received.
    pub(super) envelopes: Option<i64>,
}

/// What has that author and id already.
pub(super) struct Known {
    person: i64,
    sent_at: i64,
    kind: i64,
    body: Vec<u8>,
}

impl NewMessage<'_> {
    /// Its number in the history, or what its author said under that id before.
    pub(super) fn insert(&self, db: &Connection) -> rusqlite::Result<Result<i64, Known>> {
        let Message { id, sent_at, body, .. } = self.message;
        let inserted = db
            .prepare_cached(
                "INSERT INTO messages
                     (id, author_ref, person_ref, sent_at, kept_at, envelopes, kind, body)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, author_ref) DO NOTHING",
            )?
            .execute(params![
                id.as_bytes(),
                self.author,
                self.person,
                millis(*sent_at),
                self.kept_at,
                self.envelopes,
                body.kind().cast_signed(),
                body.data(),
            ])?;
        if inserted == 1 { Ok(Ok(db.last_insert_rowid())) } else { self.known(db).map(Err) }
    }

    /// Whether `known` is the same words to the same person.
    pub(super) fn says(&self, known: &Known) -> bool {
        let body = &self.message.body;
        known.person == self.person
            && known.kind.cast_unsigned() == body.kind()
            && known.body == body.data()
    }

    /// Whether `known` is the same in everything.
    pub(super) fn is(&self, known: &Known) -> bool {
        self.says(known) && known.sent_at == millis(self.message.sent_at)
    }

    fn known(&self, db: &Connection) -> rusqlite::Result<Known> {
        db.prepare_cached(
            "SELECT person_ref, sent_at, kind, body FROM messages WHERE id = ? AND author_ref = ?",
        )?
        .query_row(params![self.message.id.as_bytes(), self.author], |row| {
            let (person, sent_at) = (row.get(0)?, row.get(1)?);
            Ok(Known { person, sent_at, kind: row.get(2)?, body: row.get(3)? })
        })
    }
}
