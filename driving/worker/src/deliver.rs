use std::{collections::HashMap, sync::Arc, time::Duration};

use causerie_chat::{Backoff, DeviceAddress, TraceContext};
use causerie_edge::{NoEntropy, adopt, chain, claim_id, handled, jitter, now, randomness};
use causerie_usecases::{
    QueryHandler,
    peer::{Peer, commands::DeliverWaiting, queries::DueDeliveries},
    ports::Due,
};
use opentelemetry::{Context, trace::FutureExt};
use tokio::{
    sync::Notify,
    task::{Id, JoinError, JoinSet},
    time::sleep,
};

/// How many devices are served at once.
const AT_ONCE: usize = 64;
/// How long to wait at most before looking again: a clock may jump, a bell may be missed.
const LONGEST: Duration = Duration::from_secs(30);
/// How long to wait after this machine failed, as opposed to the other one.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Delivers what waits, one batch at a time to each device, whenever `bell` is rung or something is due.
pub async fn deliver(peer: Arc<Peer>, bell: Arc<Notify>) {
    let mut at_work = AtWork::default();
    loop {
        let wait = match peer.due_deliveries.handle(DueDeliveries).await {
            Ok(due) => at_work.start(&peer, due),
            Err(failed) => {
                tracing::error!("the outbox cannot be read: {}", chain(&failed));
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = bell.notified() => {}
            Some(done) = at_work.tasks.join_next_with_id() => at_work.end(done),
            () = sleep(wait) => {}
        }
    }
}

/// The deliveries under way.
#[derive(Default)]
struct AtWork {
    tasks: JoinSet<Result<(), String>>,
    busy: HashMap<DeviceAddress, Id>,
    /// How often deliveries to a device failed on this machine, in a row.
    failures: HashMap<DeviceAddress, u32>,
}

impl AtWork {
    /// Starts a task for each device that is due and free; returns how long to wait for the next one.
    fn start(&mut self, peer: &Arc<Peer>, due: Vec<Due>) -> Duration {
        let mut wait = LONGEST;
        let now = now();
        for Due { to, not_before, trace } in due {
            if self.busy.contains_key(&to) {
                continue;
            }
            match not_before.and_then(|then| Backoff::rest(then, now)) {
                Some(rest) => wait = wait.min(Duration::from_millis(rest)),
                None if self.busy.len() < AT_ONCE => {
                    let failures = self.failures.get(&to).copied().unwrap_or_default();
                    let task = self.tasks.spawn(attempt(peer.clone(), to.clone(), trace, failures));
                    self.busy.insert(to, task.id());
                }
                None => {}
            }
        }
        wait
    }

    /// Whether it ended well or not, its device is free again.
    fn end(&mut self, done: Result<(Id, Result<(), String>), JoinError>) {
        let (ended, outcome) = match done {
            Ok((id, outcome)) => (id, outcome),
            Err(failed) => (failed.id(), Err(failed.to_string())),
        };
        let theirs = self.busy.iter().find(|(_, task)| **task == ended).map(|(to, _)| to.clone());
        let Some(to) = theirs else { return };
        self.busy.remove(&to);
        match outcome {
            Ok(()) => drop(self.failures.remove(&to)),
            Err(failed) => {
                tracing::error!("a delivery failed on this machine: {failed}");
                *self.failures.entry(to).or_default() += 1;
            }
        }
    }
}

/// Makes one attempt. What failed on this machine could not be written down either, so the wait after so many `failures` is here: a disk
/// that is full is no reason to send the same again each second.
async fn attempt(
    peer: Arc<Peer>,
    to: DeviceAddress,
    trace: Option<TraceContext>,
    failures: u32,
) -> Result<(), String> {
    if failures > 0 {
        let wait = Backoff { failures }.wait(jitter().unwrap_or_default());
        sleep(Duration::from_millis(wait).min(LONGEST)).await;
    }
    let context = trace.as_ref().map_or_else(Context::new, adopt);
    let command = command(to).map_err(|failed| failed.to_string())?;
    let outcome = handled(&peer.deliver_waiting, command).with_context(context).await;
    outcome.map_err(|failed| chain(&failed))
}

fn command(to: DeviceAddress) -> Result<DeliverWaiting, NoEntropy> {
    let (claim, randomness) = (claim_id()?, randomness()?);
    Ok(DeliverWaiting { to, at: now(), jitter: jitter()?, claim, randomness })
}
