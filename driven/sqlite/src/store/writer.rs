use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::SyncSender,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::checkpointer;
use crate::Failure;

/// How many writes wait in the queue before callers wait for room in it.
const QUEUE: usize = 4_096;
/// How many writes share a transaction at most.
const GROUP: usize = 1_024;

/// How long a write that can wait does so for another one to share its transaction with.
const PATIENCE: Duration = Duration::from_micros(50);
/// The thread that writes. Callers wait without blocking theirs.
pub(super) struct Writer {
    file: Arc<Path>,
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts it. It tells `committed` of a commit when there is something to do about the log, and follows `catch_up`: see [`checkpointer`].
    pub(super) fn start(
        db: Connection,
        file: &Arc<Path>,
        committed: SyncSender<()>,
        catch_up: Arc<AtomicBool>,
    ) -> io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let desk = Desk { db, file: file.clone(), committed, catch_up };
        let thread =
            thread::Builder::new().name("sqlite-writer".into()).spawn(move || desk.run(jobs))?;
        Ok(Self { file: file.clone(), queue: Some(queue), thread: Some(thread) })
    }

    /// See [`super::Store::write`]. One that is `patient` is made to wait a little for company.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        patient: bool,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let closed = || Failure::Closed { file: self.file.clone() };
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write { work, patient, outcome: None, reply });
        let queue = self.queue.as_ref().ok_or_else(closed)?;
        queue.send(job).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // It ends once the queue is empty; had it panicked, there would be nobody left to tell.
            let _ = thread.join();
        }
    }
}

/// A write, whatever it returns.
trait Job: Send {
    /// Whether it can wait a little.
    fn is_patient(&self) -> bool;
    /// Carries it out, and says whether it succeeded.
    fn run(&mut self, db: &Connection) -> bool;
    /// Tells the caller what came of it: `committed` is the fate of its transaction.
    fn answer(self: Box<Self>, file: &Arc<Path>, committed: Result<(), Failure>);
}

struct Write<T, W> {
    work: W,
    patient: bool,
    outcome: Option<rusqlite::Result<T>>,
    reply: oneshot::Sender<Result<T, Failure>>,
}

impl<T, W> Job for Write<T, W>
where
    T: Send,
    W: Fn(&Connection) -> rusqlite::Result<T> + Send,
{
    fn is_patient(&self) -> bool {
        self.patient
    }

    fn run(&mut self, db: &Connection) -> bool {
        self.outcome.insert((self.work)(db)).is_ok()
    }

    fn answer(self: Box<Self>, file: &Arc<Path>, committed: Result<(), Failure>) {
        let answer = match (self.outcome, committed) {
            (Some(Err(error)), _) => Err(Failure::new(file, error)),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(failure)) => Err(failure),
            (None, Ok(())) => Err(Failure::Closed { file: file.clone() }),
        };
        // Whoever no longer waits does not want to know.
        let _ = self.reply.send(answer);
    }
}

/// Where the thread sits.
struct Desk {
    db: Connection,
    file: Arc<Path>,
    committed: SyncSender<()>,
    catch_up: Arc<AtomicBool>,
}

impl Desk {
    fn run(self, mut queue: mpsc::Receiver<Box<dyn Job>>) {
        let mut group = Vec::new();
        while let Some(job) = queue.blocking_recv() {
            let since = Instant::now();
            // Sleeping and being woken would take longer than all of this.
            while job.is_patient() && queue.is_empty() && since.elapsed() < PATIENCE {
                thread::yield_now();
            }
            group.push(job);
            while group.len() < GROUP
                && let Ok(job) = queue.try_recv()
            {
                group.push(job);
            }
            self.carry_out(&mut group);
            let log = checkpointer::Log::of(&self.db);
            // To wake the other thread takes longer than to look.
            if log.is_due() {
                // Full means that it was told already, and closed that nobody listens.
                let _ = self.committed.try_send(());
            }
            if self.catch_up.swap(false, Ordering::Relaxed) {
                checkpointer::checkpoint(&self.db);
            }
            checkpointer::keep_short(&self.db, log);
        }
    }

    /// All in one transaction; or, if one of them fails, each in its own, so that it fails alone.
    fn carry_out(&self, group: &mut Vec<Box<dyn Job>>) {
        let alone = group.len() == 1;
        match self.transaction(group) {
            Some(fate) => group.drain(..).for_each(|job| job.answer(&self.file, fate.clone())),
            None if alone => group.drain(..).for_each(|job| job.answer(&self.file, Ok(()))),
            None => {
                for mut job in group.drain(..) {
                    let fate = self.transaction(std::slice::from_mut(&mut job));
                    job.answer(&self.file, fate.unwrap_or(Ok(())));
                }
            }
        }
    }

    /// The fate of a transaction of all `jobs`; nothing if one of them failed, which undid them all.
    fn transaction(&self, jobs: &mut [Box<dyn Job>]) -> Option<Result<(), Failure>> {
        if let Err(error) = self.execute("BEGIN IMMEDIATE") {
            return Some(Err(Failure::new(&self.file, error)));
        }
        if !jobs.iter_mut().all(|job| job.run(&self.db)) {
            self.roll_back();
            return None;
        }
        let committed = self.execute("COMMIT");
        if committed.is_err() {
            self.roll_back();
        }
        Some(committed.map_err(|error| Failure::new(&self.file, error)))
    }

    fn roll_back(&self) {
        // After some errors SQLite has done so by itself.
        if !self.db.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, file = %self.file.display(), "cannot roll back");
        }
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute([]).map(drop)
    }
}
