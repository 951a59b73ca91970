use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use opentelemetry::{KeyValue, global, metrics::Histogram};

/// In seconds: the shortest calls are look-ups in memory, the longest wait for other machines.
const BOUNDS: [f64; 16] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];

/// `causerie.handler.duration`: how long handlers take, by the name of their command or query (`causerie.handler`), and of the error of
/// those that refuse or fail (`error.type`). Made at the first call, where metrics are exported at all.
static DURATION: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    global::meter("causerie")
        .f64_histogram("causerie.handler.duration")
        .with_unit("s")
        .with_description("How long commands and queries take")
        .with_boundaries(BOUNDS.into())
        .build()
});

/// The time that one handler call takes.
pub(crate) struct Latency {
    began: Instant,
    handler: &'static str,
}

impl Latency {
    /// The call of the command or query `handler` begins.
    pub(crate) fn of(handler: &'static str) -> Self {
        Self { began: Instant::now(), handler }
    }

    /// It ended like this. Of an error its type's name is told and nothing else.
    pub(crate) fn end<T, E>(self, outcome: &Result<T, E>) {
        let error = outcome.as_ref().err().map(|_| crate::handled::short_name::<E>());
        record(self.handler, error, self.began.elapsed());
    }
}

fn record(handler: &'static str, error: Option<&'static str>, took: Duration) {
    let handler = KeyValue::new("causerie.handler", handler);
    match error {
        None => DURATION.record(took.as_secs_f64(), &[handler]),
        Some(error) => {
            DURATION.record(took.as_secs_f64(), &[handler, KeyValue::new("error.type", error)]);
        }
    }
}
