use std::collections::HashSet;

use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{Due, Outgoing, Pending, Retry, Unavailable, Waiting};

use super::MemoryPeer;
use crate::lock::lock;

/// How many devices are named at once.
const MOST: usize = 1_000;

#[async_trait]
impl Pending for MemoryPeer {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        let kept = lock(&self.kept);
        let mut seen = HashSet::new();
        let oldest = kept.outbox.iter().map(|queued| &queued.outgoing);
        let first = oldest.filter(|outgoing| seen.insert(&outgoing.envelope.recipient));
        let due = first.map(|outgoing| Due {
            to: outgoing.envelope.recipient.clone(),
            not_before: kept.retries.get(&outgoing.envelope.recipient).map(|retry| retry.next),
            trace: outgoing.trace.clone(),
        });
        let mut due: Vec<_> = due.collect();
        due.sort_by_key(|due| due.not_before);
        due.truncate(MOST);
        Ok(due)
    }

    async fn waiting(
        &self,
        to: &DeviceAddress,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Vec<Outgoing>, Unavailable> {
        let kept = lock(&self.kept);
        let mut taken = Vec::new();
        let mut total = 0;
        let theirs = kept.outbox.iter().filter(|queued| queued.outgoing.envelope.recipient == *to);
        for Outgoing { envelope, trace } in theirs.map(|queued| &queued.outgoing) {
            total += envelope.sealed.as_bytes().len();
            if !taken.is_empty() && (taken.len() >= envelopes || total > bytes) {
                break;
            }
            taken.push(Outgoing { envelope: envelope.clone(), trace: trace.clone() });
        }
        Ok(taken)
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        Ok(lock(&self.kept).retries.get(to).cloned())
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        let kept = lock(&self.kept);
        let devices: HashSet<_> =
            kept.outbox.iter().map(|queued| &queued.outgoing.envelope.recipient).collect();
        Ok(Waiting { envelopes: kept.outbox.len() as u64, devices: devices.len() as u64 })
    }
}
