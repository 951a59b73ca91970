use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use mls_rs::GroupStateStorage;
use mls_rs_core::{
    error::IntoAnyError,
    group::{EpochRecord, GroupState},
};
use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

/// Where the library's state is kept as its own adapter for `SQLite` keeps it, which asks for another version of the database than we have: the same
/// tables and statements, in a file that is written as ours is.
#[derive(Clone)]
pub(super) struct Table(Arc<Mutex<Connection>>);

/// The database failed.
#[derive(Debug)]
pub(super) struct Failed(rusqlite::Error);

impl IntoAnyError for Failed {
    fn into_dyn_error(self) -> Result<Box<dyn std::error::Error + Send + Sync>, Self> {
        Ok(Box::new(self.0))
    }
}

impl From<rusqlite::Error> for Failed {
    fn from(failed: rusqlite::Error) -> Self {
        Self(failed)
    }
}

/// How many epochs before the present one are kept.
const EPOCHS: u64 = 3;

impl Table {
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        let db = Connection::open(path)?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             CREATE TABLE mls_group (group_id BLOB PRIMARY KEY, snapshot BLOB NOT NULL) WITHOUT ROWID;
             CREATE TABLE epoch (group_id BLOB, epoch_id INTEGER, epoch_data BLOB NOT NULL,
                 PRIMARY KEY (group_id, epoch_id)) WITHOUT ROWID;",
        )?;
        Ok(Self(Arc::new(Mutex::new(db))))
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GroupStateStorage for Table {
    type Error = Failed;

    fn state(&self, group: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Failed> {
        let found = self
            .db()
            .prepare_cached("SELECT snapshot FROM mls_group WHERE group_id = ?")?
            .query_row([group], |row| row.get(0).map(Zeroizing::new))
            .optional()?;
        Ok(found)
    }

    fn epoch(&self, group: &[u8], epoch: u64) -> Result<Option<Zeroizing<Vec<u8>>>, Failed> {
        let found = self
            .db()
            .prepare_cached("SELECT epoch_data FROM epoch WHERE group_id = ? AND epoch_id = ?")?
            .query_row(params![group, integer(epoch)], |row| row.get(0).map(Zeroizing::new))
            .optional()?;
        Ok(found)
    }

    fn write(
        &mut self,
        state: GroupState,
        inserts: Vec<EpochRecord>,
        updates: Vec<EpochRecord>,
    ) -> Result<(), Failed> {
        let mut db = self.db();
        let step = db.transaction()?;
        let (group, last) = (&state.id, inserts.last().map(|epoch| epoch.id));
        step.prepare_cached(
            "INSERT INTO mls_group (group_id, snapshot) VALUES (?, ?)
             ON CONFLICT (group_id) DO UPDATE SET snapshot = excluded.snapshot",
        )?
        .execute(params![group, &*state.data])?;
        for EpochRecord { id, data } in inserts {
            step.prepare_cached(
                "INSERT INTO epoch (group_id, epoch_id, epoch_data) VALUES (?, ?, ?)",
            )?
            .execute(params![group, integer(id), &*data])?;
        }
        for EpochRecord { id, data } in updates {
            step.prepare_cached(
                "UPDATE epoch SET epoch_data = ? WHERE group_id = ? AND epoch_id = ?",
            )?
            .execute(params![&*data, group, integer(id)])?;
        }
        if let Some(over) = last.and_then(|last| last.checked_sub(EPOCHS)) {
            step.prepare_cached("DELETE FROM epoch WHERE group_id = ? AND epoch_id <= ?")?
                .execute(params![group, integer(over)])?;
        }
        Ok(step.commit()?)
    }

    fn max_epoch_id(&self, group: &[u8]) -> Result<Option<u64>, Failed> {
        let last: Option<i64> = self
            .db()
            .prepare_cached("SELECT max(epoch_id) FROM epoch WHERE group_id = ?")?
            .query_row([group], |row| row.get(0))?;
        Ok(last.and_then(|last| u64::try_from(last).ok()))
    }
}

/// Epochs count up one by one.
fn integer(epoch: u64) -> i64 {
    i64::try_from(epoch).unwrap_or(i64::MAX)
}
