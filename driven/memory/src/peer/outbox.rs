use async_trait::async_trait;
use causerie_chat::{DeliveryState, DeviceAddress, EnvelopeId, Message, Timestamp};
use causerie_usecases::ports::{NotQueued, Outbox, Outcome, Outgoing, Retry, Unavailable};

use super::{Kept, MemoryPeer, Queued};
use crate::lock::lock;

#[async_trait]
impl Outbox for MemoryPeer {
    async fn enqueue(&self, message: &Message, envelopes: Vec<Outgoing>) -> Result<(), NotQueued> {
        if message.author != self.me {
            return Err(Unavailable::new("the message is somebody else's").into());
        }
        let mut kept = lock(&self.kept);
        if let Some(known) = kept.known(message) {
            // The time is not compared: a command that is repeated is carried out later.
            let same = known.recipient == message.recipient && known.body == message.body;
            return if same { Ok(()) } else { Err(NotQueued::IdInUse) };
        }
        let index = kept.records.len();
        kept.append(message.clone(), message.sent_at, DeliveryState::Queued);
        let queued = envelopes.into_iter().map(|outgoing| Queued { outgoing, message: index });
        kept.outbox.extend(queued);
        Ok(())
    }

    async fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        for (id, outcome) in outcomes {
            kept.settle_one(to, id, outcome, at);
        }
        Ok(())
    }

    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable> {
        lock(&self.kept).retries.insert(to.clone(), retry.clone());
        Ok(())
    }
}

impl Kept {
    fn settle_one(&mut self, to: &DeviceAddress, id: EnvelopeId, outcome: Outcome, at: Timestamp) {
        let theirs = |queued: &Queued| {
            queued.outgoing.envelope.id == id && queued.outgoing.envelope.recipient == *to
        };
        let Some(place) = self.outbox.iter().position(theirs) else { return };
        let message = self.outbox.remove(place).message;
        let last = self.outbox.iter().all(|queued| queued.message != message);

        let news = match outcome {
            Outcome::Delivered(path) => {
                self.retries.remove(to);
                DeliveryState::Delivered(path)
            }
            Outcome::Failed(cause) if last => DeliveryState::Failed(cause),
            // Another device may yet take it.
            Outcome::Failed(_) => return,
        };
        if let Some(record) = self.records.get_mut(message) {
            let state = record.state.clone().advance(news);
            if state != record.state {
                record.state = state;
                record.changed_at = at;
            }
        }
    }
}
