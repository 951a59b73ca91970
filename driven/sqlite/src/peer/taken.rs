//! What was taken.

use causerie_chat::{EnvelopeId, MessageId};
use rusqlite::{OptionalExtension, params};

use super::tables::Tables;
use crate::columns::unreadable;

/// Whether an envelope was taken.
pub(super) enum Taken {
    Never,
    /// With that message in it, if it is known and was not a receipt.
    Before(Option<MessageId>),
}

impl Tables<'_> {
    pub(super) fn was_taken(&self, id: EnvelopeId, from: i64) -> rusqlite::Result<Taken> {
        let before = self
            .db
            .prepare_cached(
                "SELECT message_id FROM taken WHERE envelope_id = ? AND device_ref = ?",
            )?
            .query_row(params![id.as_bytes(), from], |row| {
                let message = row.get_ref(0)?.as_blob_or_null()?;
                message.map(MessageId::try_from).transpose().map_err(unreadable)
            })
            .optional()?;
        Ok(before.map_or(Taken::Never, Taken::Before))
    }

    pub(super) fn mark_taken(
        &self,
        id: EnvelopeId,
        from: i64,
        message: Option<MessageId>,
    ) -> rusqlite::Result<()> {
        let message = message.as_ref().map(MessageId::as_bytes);
        self.db
            .prepare_cached(
                "INSERT INTO taken (envelope_id, device_ref, message_id) VALUES (?, ?, ?)",
            )?
            .execute(params![id.as_bytes(), from, message])?;
        self.db
            .prepare_cached("DELETE FROM unopened WHERE envelope_id = ? AND device_ref = ?")?
            .execute(params![id.as_bytes(), from])
            .map(drop)
    }
}
