//! Moves the write-ahead log into the file.
//!
//! The work is done beside the writer, in pieces, so that no commit waits for it. But the log begins anew only when
//! all of it has been moved at the moment a write begins, which under constant writing never comes by itself. So when
//! the log has become long, the writer is asked to move the little that is left, between two transactions.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::Receiver,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rusqlite::Connection;

/// Pages (of 4 KiB) in the log from which on it is worth moving them: 4 MiB.
const PIECE: i64 = 1_024;
/// Pages in the log, moved or not, from which on it should begin anew: 16 MiB.
const LONG: i64 = 4_096;
/// How long the writer waits at most for the other thread, once the log is much too long.
const PATIENCE: Duration = Duration::from_secs(5);

/// The thread that moves the log.
pub(super) struct Checkpointer(Option<JoinHandle<()>>);

impl Checkpointer {
    /// Looks after the log at each of `commits`, which are told when it [is due](Log::is_due), until there can be no more. Sets `catch_up` when the writer should
    /// call [`checkpoint`].
    pub(super) fn start(
        db: Connection,
        commits: Receiver<()>,
        catch_up: Arc<AtomicBool>,
    ) -> io::Result<Self> {
        let work = move || {
            while commits.recv().is_ok() {
                let log = Log::of(&db);
                if log.length - log.moved >= PIECE {
                    checkpoint(&db);
                }
                // Again at each commit until it has begun anew, which a reader in between may prevent.
                catch_up.store(log.length >= LONG, Ordering::Relaxed);
            }
        };
        thread::Builder::new().name("sqlite-log".into()).spawn(work).map(Some).map(Self)
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}

/// How long the log is.
#[derive(Clone, Copy, Default)]
pub(super) struct Log {
    /// Pages in it,
    length: i64,
    /// and how many of them were moved.
    moved: i64,
}

impl Log {
    /// As a connection finds it; empty if it cannot tell.
    pub(super) fn of(db: &Connection) -> Self {
        let found = progress(db, "PRAGMA wal_checkpoint(NOOP)");
        found.map_or_else(|_| Self::default(), |(length, moved)| Self { length, moved })
    }

    /// Whether there is something to do about it.
    pub(super) fn is_due(self) -> bool {
        self.length - self.moved >= PIECE || self.length >= LONG
    }
}

/// Moves as much as can be without anybody waiting for it.
pub(super) fn checkpoint(db: &Connection) {
    // What cannot be moved now can be later: the log has it, and it grows no worse than before.
    if let Err(error) = progress(db, "PRAGMA wal_checkpoint(PASSIVE)") {
        tracing::warn!(%error, "cannot move the write-ahead log into the database; check the disk");
    }
}

/// Has a log that grew twice too long begin anew, and waits for it: whatever the thread beside the writer comes to do,
/// the log has an end.
pub(super) fn keep_short(db: &Connection, log: Log) {
    if log.length < 2 * LONG {
        return;
    }
    let since = Instant::now();
    loop {
        match progress(db, "PRAGMA wal_checkpoint(RESTART)") {
            // The other thread is moving it at this moment, which SQLite does not wait for by itself.
            Ok((-1, _)) if since.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(1)),
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, "cannot begin the write-ahead log anew; check the disk");
                return;
            }
        }
    }
}

/// Pages in the log, and how many of them were moved.
fn progress(db: &Connection, pragma: &str) -> rusqlite::Result<(i64, i64)> {
    db.prepare_cached(pragma)?.query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
}
