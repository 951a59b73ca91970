use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use causerie_chat::DeviceAddress;
use tokio::sync::Notify;

/// The lines that are open: one for each device.
#[derive(Default)]
pub(in crate::directory) struct Lines {
    open: Mutex<HashMap<DeviceAddress, Arc<Notify>>>,
    begun: AtomicU64,
}

impl Lines {
    /// The device's line from now on; the turn of the one before, if there is one, is over.
    pub(super) fn begin(self: &Arc<Self>, device: &DeviceAddress) -> Turn {
        let mine = Arc::new(Notify::new());
        let mut all = self.all();
        if let Some(before) = all.insert(device.clone(), mine.clone()) {
            before.notify_one();
        }
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        Turn { lines: Arc::clone(self), device: device.clone(), mine, number }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<DeviceAddress, Arc<Notify>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of one line, until it is dropped.
pub(super) struct Turn {
    lines: Arc<Lines>,
    device: DeviceAddress,
    mine: Arc<Notify>,
    /// Larger than that of every line before.
    pub(super) number: u64,
}

impl Turn {
    /// Waits until another line has begun.
    pub(super) async fn over(&self) {
        self.mine.notified().await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.lines.all();
        if all.get(&self.device).is_some_and(|current| Arc::ptr_eq(current, &self.mine)) {
            all.remove(&self.device);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_newer_line_ends_the_older_and_nobody_elses_and_those_that_ended_are_forgotten() {
        let lines = Arc::new(Lines::default());
        let device = |raw: &str| raw.parse::<DeviceAddress>().unwrap();
        let (bob, carol) = (device("d1.bob.peers.x.org"), device("d1.carol.peers.x.org"));
        let (first, other) = (lines.begin(&bob), lines.begin(&carol));

        let second = lines.begin(&bob);

        assert!(first.over().now_or_never().is_some());
        assert!(second.over().now_or_never().is_none() && other.over().now_or_never().is_none());
        drop(first);
        assert_eq!(lines.all().len(), 2);
        drop((second, other));
        assert!(lines.all().is_empty());
    }
}
