use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use super::Limits;

/// What a connection is doing, and so how long it may stay.
pub(super) struct Activity {
    began: Instant,
    under_way: AtomicUsize,
    /// When the last request ended, in milliseconds since `began`, or [`NEVER`].
    last: AtomicU64,
    closing: watch::Sender<bool>,
    hung_up: Notify,
}

const NEVER: u64 = u64::MAX;

impl Activity {
    pub(super) fn new() -> Arc<Self> {
        let (under_way, last) = (AtomicUsize::new(0), AtomicU64::new(NEVER));
        let (closing, _) = watch::channel(false);
        Arc::new(Self { began: Instant::now(), under_way, last, closing, hung_up: Notify::new() })
    }

    /// A request is under way until what this returns is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(self))
    }

    /// The connection takes no new requests, and those under way are to end.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Hears of [`Activity::close`].
    pub(super) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// The connection ends at once, without another word.
    pub(super) fn hang_up(&self) {
        self.hung_up.notify_one();
    }

    /// Until [`Activity::hang_up`].
    pub(super) async fn hung_up(&self) {
        self.hung_up.notified().await;
    }

    /// When the connection has to go, as things stand.
    pub(super) fn ends(&self, limits: &Limits) -> Instant {
        let patience = match self.last.load(Ordering::Relaxed) {
            _ if self.under_way.load(Ordering::Relaxed) > 0 => self.began.elapsed() + limits.idle,
            NEVER => limits.head,
            last => Duration::from_millis(last) + limits.idle,
        };
        self.began + patience.min(limits.age)
    }
}

/// See [`Activity::begin`].
pub(super) struct UnderWay(Arc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let since = self.0.began.elapsed().as_millis();
        self.0.last.store(u64::try_from(since).unwrap_or(NEVER), Ordering::Relaxed);
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}
