use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Message, Sealed};
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

/// The sessions with one device, as they stand in its row.
pub(super) struct Row {
    device: i64,
    lookup: [u8; 16],
    version: i64,
    /// Whether they can be sealed in.
    pub(super) usable: bool,
    /// Nothing if there are none, or none that can be read: then a fresh one has to be begun.
    pub(super) sessions: Option<Sessions>,
}

impl Row {
    /// What is to be sealed in, if there is anything.
    pub(super) fn take_usable(&mut self) -> Option<Sessions> {
        if self.usable { self.sessions.take() } else { None }
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
                Ok(Row { device, lookup, version, usable, sessions })
            })
    }

    /// Keeps `sessions` in the row, if nobody has written it since.
    pub(super) fn keep_sessions(
        &self,
        row: &mut Row,
        sessions: &Sessions,
        usable: bool,
    ) -> rusqlite::Result<()> {
        let place = Place { column: SESSIONS, row: &row.lookup };
        let cell = self.sealer.seal(place, &sessions.encode())?;
        let written = self
            .db
            .prepare_cached(
                "UPDATE devices SET sessions = ?, usable = ?, version = version + 1
                 WHERE ref = ? AND version = ?",
            )?
            .execute(params![cell, usable, row.device, row.version])?;
        // Two writers of one row would be two users of one key.
        if written != 1 {
            return Err(unreadable(BadCell(SESSIONS)));
        }
        row.version += 1;
        row.usable = usable;
        Ok(())
    }

    /// The sessions with a device are read, but no longer sealed in.
    pub(super) fn retire_sessions(&self, device: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("UPDATE devices SET usable = 0, version = version + 1 WHERE ref = ?")?
            .execute([device])
            .map(drop)
    }

    /// The sealed message, if there is a session to seal in; `row` is that of its recipient.
    pub(super) fn seal(
        &self,
        message: &Message,
        to: &Addressed,
        row: &mut Row,
        sealing: &dyn Sealing,
    ) -> rusqlite::Result<Option<Sealed>> {
        let Some(sessions) = row.take_usable() else { return Ok(None) };
        let (sessions, sealed) = sealing.seal(message, to, sessions);
        self.keep_sessions(row, &sessions, sealed.is_some())?;
        row.sessions = Some(sessions);
        Ok(sealed)
    }
}
