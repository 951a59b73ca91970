use async_trait::async_trait;
use causerie_chat::{DeviceAddress, EnvelopeId, Message, Sealed};
use causerie_session::Sessions;
use causerie_usecases::ports::{Addressed, Sealing, SessionBook, Unavailable};
use rusqlite::{OptionalExtension, params};

use super::{SqlitePeer, refs::device_lookup, tables::Tables};
use crate::{
    columns::unreadable,
    sealing::{BadCell, Place, Sealer},
};

const SESSIONS: &str = "devices.sessions";

#[async_trait]
impl SessionBook for SqlitePeer {
    async fn has_session(&self, with: &DeviceAddress) -> Result<bool, Unavailable> {
        let with = with.clone();
        self.read(move |Tables { db, sealer }| {
            let lookup = device_lookup(sealer, &with);
            db.prepare_cached("SELECT sessions FROM devices WHERE lookup = ? AND usable")?
                .query_row([lookup], |row| Ok(readable(sealer, &lookup, row, 0)?.is_some()))
                .optional()
                .map(|found| found == Some(true))
        })
        .await
    }
}

/// The sessions in a column, if they can be read.
fn readable(
    sealer: &Sealer,
    lookup: &[u8; 16],
    row: &rusqlite::Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<Sessions>> {
    let Some(cell) = row.get_ref(column)?.as_blob_or_null()? else { return Ok(None) };
    let opened = sealer.open(Place { column: SESSIONS, row: lookup }, cell);
    let sessions = opened.ok().and_then(|text| Sessions::decode(&text).ok());
    if sessions.is_none() {
        tracing::error!("the sessions with a device cannot be read; they are begun anew");
    }
    Ok(sessions)
}

/// The sessions with one device: read once and written once in a transaction, however much is done in between.
pub(super) struct Row {
    device: i64,
    lookup: [u8; 16],
    version: i64,
    /// Whether they can be sealed in.
    usable: bool,
    /// Nothing if there are none, or none that can be read: then a fresh one has to be begun.
    pub(super) sessions: Option<Sessions>,
    changed: bool,
}

impl Row {
    /// The number of the device.
    pub(super) fn device(&self) -> i64 {
        self.device
    }

    /// Puts other sessions in their place; to be sealed in from now on if a `fresh` one is among them.
    pub(super) fn put(&mut self, sessions: Sessions, fresh: bool) {
        self.sessions = Some(sessions);
        self.usable |= fresh;
        self.changed = true;
    }

    /// They are read, but no longer sealed in.
    pub(super) fn retire(&mut self) {
        self.usable = false;
        self.changed = true;
    }

    /// Has what is sealed next begin a session, unless the present one was begun here and nothing has come in it yet: then each message in
    /// it begins it still. The device may have lost all the others, and would not hear that it was not understood.
    pub(super) fn retire_confirmed(&mut self) {
        if self.sessions.as_ref().is_some_and(|sessions| sessions.current().is_confirmed()) {
            self.retire();
        }
    }

    /// The sealed message, if there is a session to seal in; the row is that of its recipient.
    pub(super) fn seal(
        &mut self,
        message: &Message,
        to: &Addressed,
        after: Option<EnvelopeId>,
        sealing: &dyn Sealing,
    ) -> Option<Sealed> {
        let sessions = self.sessions.take_if(|_| self.usable)?;
        let (sessions, sealed) = sealing.seal(message, to, after, sessions);
        self.put(sessions, false);
        self.usable = sealed.is_some();
        sealed
    }
}

impl Tables<'_> {
    /// The row of a device, which it is given if it has none.
    pub(super) fn sessions(&self, with: &DeviceAddress) -> rusqlite::Result<Row> {
        let (device, lookup) = (self.device_ref(with)?, device_lookup(self.sealer, with));
        self.db
            .prepare_cached("SELECT version, usable, sessions FROM devices WHERE ref = ?")?
            .query_row([device], |row| {
                let sessions = readable(self.sealer, &lookup, row, 2)?;
                let (version, usable) = (row.get(0)?, row.get(1)?);
                Ok(Row { device, lookup, version, usable, sessions, changed: false })
            })
    }

    /// Writes the row, if it changed and nobody has written it since.
    pub(super) fn keep_sessions(&self, row: &Row) -> rusqlite::Result<()> {
        if !row.changed {
            return Ok(());
        }
        let Some(sessions) = &row.sessions else { return self.retire_sessions(row.device) };
        let place = Place { column: SESSIONS, row: &row.lookup };
        let cell = self.sealer.seal(place, &sessions.encode())?;
        let written = self
            .db
            .prepare_cached(
                "UPDATE devices SET sessions = ?, usable = ?, version = version + 1
                 WHERE ref = ? AND version = ?",
            )?
            .execute(params![cell, row.usable, row.device, row.version])?;
        // Two writers of one row would be two users of one key.
        if written != 1 {
            return Err(unreadable(BadCell(SESSIONS)));
        }
        Ok(())
    }

    /// The sessions with a device are read, but no longer sealed in.
    pub(super) fn retire_sessions(&self, device: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("UPDATE devices SET usable = 0, version = version + 1 WHERE ref = ?")?
            .execute([device])
            .map(drop)
    }
}
