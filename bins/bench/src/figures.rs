use std::{fmt, time::Duration};

/// What one measurement gave.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    latencies: Vec<Duration>,
    took: Duration,
}

impl Figures {
    /// Over everything done within `took`.
    pub(crate) fn new(mut latencies: Vec<Duration>, took: Duration) -> Self {
        latencies.sort_unstable();
        Self { latencies, took }
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.latencies.len()
    }

    /// How many a second.
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }

    /// The latency that `percent` of them stayed within.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        self.latencies.get(last * percent / 100).copied().unwrap_or_default()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = |percent| self.percentile(percent).as_micros();
        write!(f, "{:>8.0}/s   p50 {:>6} µs   p99 {:>6} µs", self.rate(), micros(50), micros(99))
    }
}

/// The one in the middle, by `key`.
pub(crate) fn median<T>(mut of: Vec<T>, key: impl Fn(&T) -> f64) -> Option<T> {
    of.sort_by(|a, b| key(a).total_cmp(&key(b)));
    let middle = of.len() / 2;
    of.into_iter().nth(middle)
}
