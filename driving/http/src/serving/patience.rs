use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    pin, select,
    time::{Instant, sleep_until},
};

/// Each request has one in its extensions: until when it is to be answered. A handler that knows who asks, and what is to come, may put that off.
#[derive(Clone)]
pub(crate) struct Patience(Arc<Mutex<Instant>>);

impl Patience {
    /// What is large comes at this rate at least, in bytes a second.
    const RATE: u32 = 1 << 16;

    /// From now on so long.
    pub(super) fn of(time: Duration) -> Self {
        Self(Arc::new(Mutex::new(Instant::now() + time)))
    }

    /// And as long as so many bytes may take to come.
    pub(crate) fn extend_for(&self, bytes: u32) {
        let more = Duration::from_secs(u64::from(bytes.div_ceil(Self::RATE)));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += more;
    }

    fn ends(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer, if it comes in time.
    pub(super) async fn wait_for<T>(self, answer: impl Future<Output = T>) -> Option<T> {
        pin!(answer);
        loop {
            let end = self.ends();
            select! {
                biased;
                answer = answer.as_mut() => return Some(answer),
                () = sleep_until(end) => if self.ends() <= end { return None },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    const TEN: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_not_waited_for() {
        let began = Instant::now();

        assert_eq!(Patience::of(TEN).wait_for(sleep(TEN * 2)).await, None);
        assert_eq!(began.elapsed(), TEN);
        assert_eq!(Patience::of(TEN).wait_for(async { 7 }).await, Some(7));
    }

    #[tokio::test(start_paused = true)]
    async fn t54_what_is_large_may_take_longer_and_not_for_ever() {
        let (began, patience) = (Instant::now(), Patience::of(TEN));
        let more = patience.clone();
        let slow = async {
            more.extend_for((1 << 20) + 16);
            sleep(TEN * 9).await;
        };

        assert_eq!(patience.wait_for(slow).await, None);
        assert_eq!(began.elapsed(), TEN + Duration::from_secs(17));
    }
}
