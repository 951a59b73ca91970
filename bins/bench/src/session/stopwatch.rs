use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Tells how long this thread has been at work. Where it has to wait for a processor the clock stands still, so that what else
/// runs on the machine favours neither the short nor the long samples.
pub(crate) struct Stopwatch(Duration);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        now().saturating_sub(self.0)
    }
}

fn now() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}
