use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use causerie_usecases::ports::Doorbell;

/// Something that is being done.
pub(crate) type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A machine: 0 is the directory, the others are peers.
pub(crate) type MachineId = usize;

/// The directory's.
pub(crate) const DIRECTORY: MachineId = 0;

/// One run of a machine, from a start to a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) of: MachineId,
    pub(crate) number: u64,
}

/// A job, whose it is, and what it waits for.
pub(crate) struct Task {
    /// Nobody's is that of people, of the network and of fate.
    pub(crate) owner: Option<Run>,
    pub(crate) name: &'static str,
    pub(crate) job: Job,
    pub(crate) wait: Wait,
}

/// Until when a task has nothing to do.
#[derive(Clone, Default)]
pub(crate) struct Wait {
    /// Until it is up,
    pub(crate) flag: Option<Flag>,
    /// or until then, whichever is first.
    pub(crate) until: u64,
}

impl Wait {
    pub(crate) fn is_over(&self, now: u64) -> bool {
        now >= self.until || self.flag.as_ref().is_some_and(Flag::is_up)
    }
}

/// Something that somebody waits for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flag(Arc<AtomicBool>);

impl Flag {
    pub(crate) fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn lower(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    pub(crate) fn is_up(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Doorbell for Flag {
    fn ring(&self) {
        self.raise();
    }
}
