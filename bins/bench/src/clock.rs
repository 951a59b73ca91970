use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long all threads of this process have been at work.
pub(crate) fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

/// How long they were at work since it was `before`, in microseconds, for each of so many.
#[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub(crate) fn micros_each(before: Duration, count: usize) -> f64 {
    processor_time().saturating_sub(before).as_secs_f64() * 1e6 / count.max(1) as f64
}
