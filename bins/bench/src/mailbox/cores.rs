/// Which processor what is measured runs on, and which one this process does; nothing where there is one only, or no telling.
#[derive(Clone, Copy)]
pub(super) struct Cores(Option<[usize; 2]>);

impl Cores {
    /// The first two that this process may use.
    pub(super) fn choose() -> Self {
        Self(allowed())
    }

    /// What this thread starts from now on, and the thread itself, runs where the servers do.
    pub(super) fn servers(self) {
        self.pin(0);
    }

    /// This thread runs where the driver does.
    pub(super) fn driver(self) {
        self.pin(1);
    }

    /// Whether each has one of its own.
    pub(super) fn are_apart(self) -> bool {
        self.0.is_some()
    }

    #[cfg(target_os = "linux")]
    fn pin(self, which: usize) {
        use rustix::thread::{CpuSet, sched_setaffinity};

        let Some(cores) = self.0 else { return };
        let mut only = CpuSet::new();
        only.set(cores[which]);
        if let Err(refused) = sched_setaffinity(None, &only) {
            eprintln!("not pinned to a processor: {refused}");
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn pin(self, _: usize) {}
}

#[cfg(target_os = "linux")]
fn allowed() -> Option<[usize; 2]> {
    use rustix::thread::{CpuSet, sched_getaffinity};

    let set = sched_getaffinity(None).ok()?;
    let mut allowed = (0..CpuSet::MAX_CPU).filter(|core| set.is_set(*core));
    Some([allowed.next()?, allowed.next()?])
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> Option<[usize; 2]> {
    None
}
