use std::sync::Arc;

use causerie_usecases::ports::Doorbell;
use tokio::sync::Notify;

/// Wakes one task of this process: the one that awaits the same [`Notify`]. A ring that nobody awaits is kept for the
/// next who does.
#[derive(Clone, Debug, Default)]
pub struct NotifyDoorbell(pub Arc<Notify>);

impl Doorbell for NotifyDoorbell {
    fn ring(&self) {
        self.0.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn two_rings_before_anybody_listens_wake_once() {
        let notify = Arc::new(Notify::new());
        let bell = NotifyDoorbell(notify.clone());

        bell.ring();
        bell.ring();

        assert!(timeout(Duration::from_secs(5), notify.notified()).await.is_ok());
        assert!(timeout(Duration::from_millis(20), notify.notified()).await.is_err());
    }
}
