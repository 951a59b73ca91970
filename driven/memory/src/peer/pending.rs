use std::collections::HashSet;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope};
use causerie_usecases::ports::{Batch, Due, Outgoing, Pending, Retry, Unavailable, Waiting};

use super::MemoryPeer;
use crate::lock::lock;

/// How many devices are named at once.
const MOST: usize = 1_000;

#[async_trait]
impl Pending for MemoryPeer {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        let kept = lock(&self.kept);
        let mut seen = HashSet::new();
        let oldest = kept.outbox.iter().map(|queued| &queued.to);
        let first = oldest.filter(|envelope| seen.insert(&envelope.recipient));
        let due = first.map(|envelope| Due {
            to: envelope.recipient.clone(),
            not_before: kept.retries.get(&envelope.recipient).map(|retry| retry.next),
            trace: envelope.trace.clone(),
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
    ) -> Result<Batch, Unavailable> {
        let kept = lock(&self.kept);
        let mut taken = Vec::new();
        let mut total = 0;
        let theirs = kept.outbox.iter().filter(|queued| queued.to.recipient == *to);
        for queued in theirs {
            let Some(sealed) = &queued.sealed else {
                return Ok(Batch { sealed: taken, unsealed_next: true });
            };
            total += sealed.as_bytes().len();
            if !taken.is_empty() && (taken.len() >= envelopes || total > bytes) {
                break;
            }
            let (id, recipient) = (queued.to.id, queued.to.recipient.clone());
            let envelope = Envelope { id, recipient, sealed: sealed.clone() };
            taken.push(Outgoing { envelope, trace: queued.to.trace.clone() });
        }
        Ok(Batch { sealed: taken, unsealed_next: false })
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        Ok(lock(&self.kept).retries.get(to).cloned())
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        let kept = lock(&self.kept);
        let devices: HashSet<_> = kept.outbox.iter().map(|queued| &queued.to.recipient).collect();
        Ok(Waiting { envelopes: kept.outbox.len() as u64, devices: devices.len() as u64 })
    }
}
