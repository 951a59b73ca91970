use std::io;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinSet;

use super::{carrier::Carrier, people::Person};

/// Lines that are open, on which nothing is said; until this is dropped.
pub(super) struct Idle(JoinSet<()>);

impl Idle {
    /// One of each of `people`.
    pub(super) async fn open(carrier: &dyn Carrier, people: &[Person]) -> io::Result<Self> {
        let inlets: Vec<_> = stream::iter(people)
            .map(|person| carrier.inlet(person))
            .buffer_unordered(16)
            .try_collect()
            .await?;
        let listen = |mut inlet: Box<dyn super::carrier::Inlet>| async move {
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
