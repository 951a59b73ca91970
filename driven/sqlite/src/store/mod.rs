//! One file, one writer, a few readers.

mod checkpointer;
mod file;
mod readers;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool, mpsc},
};

use causerie_usecases::ports::Unavailable;
use rusqlite::Connection;

use self::{checkpointer::Checkpointer, file::Lock, readers::Readers, writer::Writer};
use crate::{
    OpenError,
    schema::{Schema, Then},
};

/// An open database. Dropping it answers what was asked before, closes the file and lets others open it; that takes
/// as long as a few writes.
pub(crate) struct Store {
    // Dropped in this order: the checkpointer ends when the writer has, and closes the file as the last one.
    readers: Readers,
    writer: Writer,
    _checkpointer: Checkpointer,
    _lock: Lock,
}

impl Store {
    /// Opens or creates the file, with all that is missing of its `schema`, of which `then` carries out what is not SQL, and lets `prepare`
    /// have a look at it.
    pub(crate) fn open<T>(
        path: &Path,
        schema: &Schema,
        then: impl Fn(&str, &Connection) -> rusqlite::Result<()> + Send + Sync + 'static,
        prepare: impl FnOnce(&Connection) -> Result<T, OpenError>,
    ) -> Result<(Self, T), OpenError> {
        Self::open_if(path, schema, |_, _| Ok(()), then, prepare)
    }

    /// The same, unless `admit` refuses the file, which sees it and how many steps were taken in it before anything is changed.
    pub(crate) fn open_if<T>(
        path: &Path,
        schema: &Schema,
        admit: impl FnOnce(&Connection, usize) -> Result<(), OpenError>,
        then: impl Fn(&str, &Connection) -> rusqlite::Result<()> + Send + Sync + 'static,
        prepare: impl FnOnce(&Connection) -> Result<T, OpenError>,
    ) -> Result<(Self, T), OpenError> {
        let lock = Lock::acquire(path)?;
        file::create(path)?;
        // By a connection that cannot write: one that can would tidy up in a foreign file when it closes.
        let untouched = file::readable(path)?;
        let taken = schema.check(&untouched, path)?;
        admit(&untouched, taken)?;
        drop(untouched);
        let mut db = file::writable(path)?;
        file::configure(&db).map_err(|error| OpenError::cannot(path, error))?;
        if taken < schema.steps.len() {
            let then: Arc<Then> = Arc::new(then);
            schema.apply(&mut db, path, &then)?;
        }
        let prepared = prepare(&db)?;

        let file: Arc<Path> = path.into();
        let readers = Readers::open(&file)?;
        let second = file::writable(path)?;
        file::configure(&second).map_err(|error| OpenError::cannot(path, error))?;
        let (committed, commits) = mpsc::sync_channel(1);
        let catch_up = Arc::new(AtomicBool::new(false));
        let threads =
            Checkpointer::start(second, commits, catch_up.clone()).and_then(|checkpointer| {
                Ok((Writer::start(db, &file, committed, catch_up)?, checkpointer))
            });
        let (writer, checkpointer) = threads.map_err(|error| OpenError::cannot(path, error))?;
        Ok((Self { readers, writer, _checkpointer: checkpointer, _lock: lock }, prepared))
    }

    /// What `work` returns once all that it wrote is durable; all or nothing. It may be carried out more than once,
    /// of which one counts.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        self.writer.write(false, work).await.map_err(Unavailable::new)
    }

    /// The same for what nobody waits for: it gives others a moment to share its transaction, which spares a commit.
    pub(crate) async fn write_at_leisure<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        self.writer.write(true, work).await.map_err(Unavailable::new)
    }

    /// What `ask` finds among all that was written before.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        self.readers.read(false, ask).await.map_err(Unavailable::new)
    }

    /// The same for what is found in some 0.1 ms and asked for all the time: it is not worth having another thread take over what else this
    /// one has to do.
    pub(crate) async fn glance<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        self.readers.read(true, ask).await.map_err(Unavailable::new)
    }
}
