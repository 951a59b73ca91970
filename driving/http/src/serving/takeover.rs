use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    select,
    time::{Instant, sleep_until},
};

use super::{Limits, accept::Stopping};

/// Lets the handler of a request over HTTP/1.1 have the connection once its answer, a 101, is written (RFC 9110 §7.8).
/// The connection keeps its place among those there are until the handler is done with it.
#[derive(Clone, Default)]
pub(crate) struct Takeover(Arc<Mutex<Option<Handler>>>);

type Handler = Box<dyn FnOnce(TakenOver) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

impl Takeover {
    /// Has `handler` go on with the connection.
    pub(crate) fn by<F>(&self, handler: impl FnOnce(TakenOver) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let handler: Handler = Box::new(|taken| Box::pin(handler(taken)));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(handler);
    }

    /// Whoever goes on with the connection, if there is somebody.
    pub(super) fn handler(&self) -> Option<Handler> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A connection that was taken over.
pub(crate) struct TakenOver {
    /// What it goes on as.
    pub(crate) stream: Box<dyn Duplex>,
    /// What was read of it already.
    pub(crate) read: Bytes,
    /// How long it may go on.
    pub(crate) ends: Ends,
}

/// What bytes go through, both ways.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// When a connection that was taken over has to end.
pub(crate) struct Ends {
    stopping: Stopping,
    at: Instant,
}

impl Ends {
    /// When the server stops, or after [`Limits::age`] less up to a tenth of it, as `spread` has it: those that began
    /// together do not end together.
    pub(super) fn new(limits: &Limits, stopping: Stopping, spread: u32) -> Self {
        Self { stopping, at: Instant::now() + age(limits.age, spread) }
    }

    /// Waits until it has to.
    pub(crate) async fn come(mut self) {
        select! {
            // Without a server there is nobody to go on for.
            _ = self.stopping.wait_for(|stopped| *stopped) => {}
            () = sleep_until(self.at) => {}
        }
    }
}

fn age(limit: Duration, spread: u32) -> Duration {
    limit.saturating_sub((limit / 10).mul_f64(f64::from(spread) / f64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_began_together_end_apart_and_none_too_late() {
        let limit = Duration::from_secs(100);

        let ages = [0, u32::MAX / 2, u32::MAX].map(|spread| age(limit, spread).as_secs());

        assert_eq!(ages, [100, 95, 90]);
    }
}
