use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{DeliveryState, DeviceAddress, EnvelopeId, Message, Timestamp};
use causerie_usecases::ports::{
    Addressed, NotQueued, Outbox, Outcome, Retry, Sealing, Unavailable,
};

use super::{Kept, MemoryPeer, Queued};
use crate::lock::lock;

/// How many envelopes are sealed at once.
const MOST: usize = 200;

#[async_trait]
impl Outbox for MemoryPeer {
    async fn enqueue(
        &self,
        message: &Message,
        envelopes: Vec<Addressed>,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), NotQueued> {
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
        for to in envelopes {
            let sealed = kept.seal(message, &to, &*sealing);
            kept.outbox.push(Queued { to, sealed, message: index });
        }
        Ok(())
    }

    async fn seal(&self, to: &DeviceAddress, sealing: Arc<dyn Sealing>) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let known = kept.sessions(to);
        let before = known.as_ref().map(|sessions| sessions.current().id());
        let Some(sessions) = sealing.begin(known) else { return Ok(()) };
        kept.keep_sessions(to, &sessions, before != Some(sessions.current().id()));
        kept.seal_waiting(to, &*sealing);
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
    fn seal_waiting(&mut self, to: &DeviceAddress, sealing: &dyn Sealing) {
        let unsealed = |queued: &Queued| queued.sealed.is_none() && queued.to.recipient == *to;
        let places = self.outbox.iter().enumerate().filter(|(_, queued)| unsealed(queued));
        let places: Vec<_> = places.map(|(place, _)| place).take(MOST).collect();
        for place in places {
            let Some((addressed, message)) = self.outbox.get(place).and_then(|queued| {
                let record = self.records.get(queued.message)?;
                Some((queued.to.clone(), record.message.clone()))
            }) else {
                continue;
            };
            let sealed = self.seal(&message, &addressed, sealing);
            if let Some(queued) = self.outbox.get_mut(place) {
                queued.sealed = sealed;
            }
        }
    }

    /// What was sealed for these devices in sessions that are used no more is to be sealed again.
    pub(super) fn unseal_all(&mut self, devices: impl Fn(&DeviceAddress) -> bool) {
        let theirs = self.outbox.iter_mut().filter(|queued| devices(&queued.to.recipient));
        theirs.for_each(|queued| queued.sealed = None);
    }

    fn settle_one(&mut self, to: &DeviceAddress, id: EnvelopeId, outcome: Outcome, at: Timestamp) {
        let theirs = |queued: &Queued| queued.to.id == id && queued.to.recipient == *to;
        let Some(place) = self.outbox.iter().position(theirs) else { return };
        if outcome == Outcome::SealAnew {
            self.unseal_all(|device| device == to);
            self.retire_sessions(to);
            return;
        }
        let message = self.outbox.remove(place).message;
        let last = self.outbox.iter().all(|queued| queued.message != message);

        let news = match outcome {
            Outcome::Delivered(path) => {
                self.retries.remove(to);
                DeliveryState::Delivered(path)
            }
            Outcome::Failed(cause) if last => DeliveryState::Failed(cause),
            // Another device may yet take it.
            Outcome::Failed(_) | Outcome::SealAnew => return,
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
