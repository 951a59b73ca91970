use std::collections::HashSet;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope};
use causerie_usecases::ports::{Batch, Due, Outgoing, Pending, Retry, Unavailable, Waiting};

use super::{Cargo, MemoryPeer, Queued};
use crate::lock::lock;

/// How many devices are named at once.
const MOST: usize = 1_000;

#[async_trait]
impl Pending for MemoryPeer {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        let kept = lock(&self.kept);
        let mut seen = HashSet::new();
        let oldest = kept.outbox.iter().filter(|queued| !queued.stored).map(|queued| &queued.to);
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
        again: bool,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Batch, Unavailable> {
        let kept = lock(&self.kept);
        let theirs = || kept.outbox.iter().filter(|queued| queued.to.recipient == *to);
        let is_message = |it: &Queued| matches!(it.cargo, Cargo::Message(_)) && !it.in_room;
        let is_receipt = |it: &Queued| matches!(it.cargo, Cargo::Receipt(_)) && !it.in_room;
        let of_room = |it: &Queued| matches!(it.cargo, Cargo::Message(_)) && it.in_room;
        let in_mailbox = theirs().filter(|it| it.stored && is_message(it)).count() as u64;
        let receipts_in_mailbox = theirs().filter(|it| it.stored && is_receipt(it)).count() as u64;
        let rooms_in_mailbox = theirs().filter(|it| it.stored && of_room(it)).count() as u64;
        let mut batch =
            Batch { in_mailbox, receipts_in_mailbox, rooms_in_mailbox, ..Batch::default() };
        let mut total = 0;
        for queued in theirs().filter(|it| !it.stored || again) {
            let Some(sealed) = &queued.sealed else {
                batch.unsealed_next = true;
                break;
            };
            total += sealed.as_bytes().len();
            if !batch.sealed.is_empty() && (batch.sealed.len() >= envelopes || total > bytes) {
                break;
            }
            let (id, recipient) = (queued.to.id, queued.to.recipient.clone());
            let envelope = Envelope { id, recipient, sealed: sealed.clone() };
            batch.sealed.push(Outgoing { envelope, trace: queued.to.trace.clone() });
        }
        Ok(batch)
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        Ok(lock(&self.kept).retries.get(to).cloned())
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        let kept = lock(&self.kept);
        let waiting = || kept.outbox.iter().filter(|queued| !queued.stored);
        let devices: HashSet<_> = waiting().map(|queued| &queued.to.recipient).collect();
        Ok(Waiting { envelopes: waiting().count() as u64, devices: devices.len() as u64 })
    }
}
