use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::Semaphore,
    task,
};

use super::file;
use crate::{Failure, OpenError};

/// How many read at once.
const READERS: usize = 2;

/// Connections that can only read.
pub(super) struct Readers {
    file: Arc<Path>,
    free: Arc<Mutex<Vec<Connection>>>,
    turns: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(file: &Arc<Path>) -> Result<Self, OpenError> {
        let free: Result<_, _> = (0..READERS).map(|_| file::readable(file)).collect();
        let (free, turns) = (Mutex::new(free?), Semaphore::new(READERS));
        Ok(Self { file: file.clone(), free: Arc::new(free), turns: Arc::new(turns) })
    }

    /// See [`super::Store::read`] and [`super::Store::glance`].
    pub(super) async fn read<T: Send + 'static>(
        &self,
        at_once: bool,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let closed = || Failure::Closed { file: self.file.clone() };
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| closed())?;
        let free = self.free.clone();
        // It may go on when the caller no longer waits, so it takes the turn along and gives the connection back.
        let read = move || {
            let db = lock(&free).pop()?;
            let answer = ask(&db);
            lock(&free).push(db);
            drop(turn);
            Some(answer)
        };
        // Where a runtime can spare this thread, that is quicker: most reads are shorter than waking another thread.
        let answer = match Handle::current().runtime_flavor() {
            RuntimeFlavor::MultiThread if at_once => read(),
            RuntimeFlavor::MultiThread => task::block_in_place(read),
            _ => task::spawn_blocking(read).await.ok().flatten(),
        };
        answer.ok_or_else(closed)?.map_err(|error| Failure::new(&self.file, error))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
