use std::{io, time::Duration};

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::{task::JoinSet, time::sleep};

use super::{
    carrier::{Carrier, Inlet},
    people::Person,
};

/// Lines that are open, on which nothing is said; until this is dropped.
pub(super) struct Idle(JoinSet<()>);

impl Idle {
    /// One of each of `people`.
    pub(super) async fn open(carrier: &dyn Carrier, people: &[Person]) -> io::Result<Self> {
        let inlets: Vec<_> = stream::iter(people)
            .map(|person| opened(carrier, person))
            .buffer_unordered(16)
            .try_collect()
            .await?;
        let listen = |mut inlet: Box<dyn Inlet>| async move {
            let mut numbers = Vec::new();
            // Answers the heartbeat.
            while inlet.next(&mut numbers).await.is_ok() {}
        };
        Ok(Self(inlets.into_iter().map(listen).collect()))
    }

    /// How many of them ended.
    pub(super) fn ended(&mut self) -> usize {
        std::iter::from_fn(|| self.0.try_join_next()).count()
    }
}

/// Where the messages for a person come out. A directory lets one network address open 20 a second in the long run, so this may take a
/// while.
pub(super) async fn opened(carrier: &dyn Carrier, of: &Person) -> io::Result<Box<dyn Inlet>> {
    for _ in 0..180 {
        if let Ok(inlet) = carrier.inlet(of).await {
            return Ok(inlet);
        }
        sleep(Duration::from_secs(1)).await;
    }
    carrier.inlet(of).await
}
