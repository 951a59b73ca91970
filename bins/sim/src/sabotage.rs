use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{
    Cause, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path, Timestamp,
};
use causerie_memory::{MemoryDirectory, MemoryPeer};
use causerie_usecases::ports::{
    Acknowledgements, Addressed, Archive, Batch, Cursor, Due, Entry, Inbox, Known, MailNumber,
    NotAcknowledged, NotQueued, NotTaken, Opened, Opening, Outbox, Outcome, Pending, Retry,
    Sealing, Unavailable, Waiting, Wanted,
};

use crate::{lock::lock, setting::Setting, task::MachineId};

/// Something broken on purpose, to see that it is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Peers keep what they take as often as it comes.
    KeepsTwice,
    /// The directory removes one more than was fetched.
    DropsUnfetched,
    /// Peers send directly though something lies in the mailbox.
    Overtakes,
    /// Peers take what is in the mailbox for delivered.
    Hopes,
    /// Peers try again at once.
    NeverWaits,
    /// Peers do not say what is wrong.
    HidesCauses,
}

pub(crate) fn inbox(setting: &Setting, of: MachineId, store: &Arc<MemoryPeer>) -> Arc<dyn Inbox> {
    match setting.sabotage {
        _ if setting.refuse.contains(&of) => Arc::new(Refusing),
        Some(Sabotage::KeepsTwice) => {
            Arc::new(Forgetful { store: store.clone(), read: Arc::default() })
        }
        _ => store.clone(),
    }
}

pub(crate) fn outbox(sabotage: Option<Sabotage>, store: &Arc<MemoryPeer>) -> Arc<dyn Outbox> {
    match sabotage {
        Some(how @ (Sabotage::Hopes | Sabotage::NeverWaits)) => {
            Arc::new(Careless { store: store.clone(), how })
        }
        _ => store.clone(),
    }
}

pub(crate) fn pending(sabotage: Option<Sabotage>, store: &Arc<MemoryPeer>) -> Arc<dyn Pending> {
    match sabotage {
        Some(how @ (Sabotage::Overtakes | Sabotage::HidesCauses)) => {
            Arc::new(Blind { store: store.clone(), how })
        }
        _ => store.clone(),
    }
}

pub(crate) fn acknowledgements(
    sabotage: Option<Sabotage>,
    records: &Arc<MemoryDirectory>,
) -> Arc<dyn Acknowledgements> {
    match sabotage {
        Some(Sabotage::DropsUnfetched) => Arc::new(Hasty(records.clone())),
        _ => records.clone(),
    }
}

/// An inbox that does not remember what it took.
struct Forgetful {
    store: Arc<MemoryPeer>,
    read: Arc<Mutex<HashMap<EnvelopeId, Message>>>,
}

#[async_trait]
impl Inbox for Forgetful {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        let again = envelopes.iter().filter_map(|it| lock(&self.read).get(&it.id).cloned());
        let again = again.filter_map(|message| {
            let id = flipped(message.id)?;
            let (changed_at, state) = (at, DeliveryState::Delivered(path));
            let message = Message { id, ..message };
            Some(Entry { cursor: Cursor(0), message, changed_at, state })
        });
        let again: Vec<_> = again.collect();
        self.store.restore(Vec::new(), again).await?;
        let opening = Arc::new(Copying { opening, read: self.read.clone() });
        self.store.take(from, envelopes, opening, path, at).await
    }

    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.store.missed(from, id, at).await
    }
}

/// An inbox that opens nothing.
struct Refusing;

#[async_trait]
impl Inbox for Refusing {
    async fn take(
        &self,
        _: &DeviceAddress,
        envelopes: Vec<Envelope>,
        _: Arc<dyn Opening>,
        _: Path,
        _: Timestamp,
    ) -> Result<(), NotTaken> {
        let refused = envelopes.iter().map(|it| (it.id, Cause::CANNOT_OPEN));
        Err(NotTaken::Refused(refused.collect()))
    }

    async fn missed(
        &self,
        _: &DeviceAddress,
        _: EnvelopeId,
        _: Timestamp,
    ) -> Result<(), Unavailable> {
        Ok(())
    }
}

/// Another id.
fn flipped(id: MessageId) -> Option<MessageId> {
    let mut bytes = *id.as_bytes();
    bytes[15] ^= 0xFF;
    MessageId::try_from(bytes.as_slice()).ok()
}

struct Copying {
    opening: Arc<dyn Opening>,
    read: Arc<Mutex<HashMap<EnvelopeId, Message>>>,
}

impl Opening for Copying {
    fn wants(&self, envelope: &Envelope) -> Option<Wanted> {
        self.opening.wants(envelope)
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        let opened = self.opening.open(envelope, known);
        if let Ok(message) = &opened.reading
            && message.body.kind() == 1
        {
            lock(&self.read).insert(envelope.id, message.clone());
        }
        opened
    }
}

/// An outbox that does not do what it is told.
struct Careless {
    store: Arc<MemoryPeer>,
    how: Sabotage,
}

#[async_trait]
impl Outbox for Careless {
    async fn enqueue(
        &self,
        message: &Message,
        envelopes: Vec<Addressed>,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), NotQueued> {
        self.store.enqueue(message, envelopes, sealing).await
    }

    async fn seal(&self, to: &DeviceAddress, sealing: Arc<dyn Sealing>) -> Result<(), Unavailable> {
        self.store.seal(to, sealing).await
    }

    async fn settle(
        &self,
        to: &DeviceAddress,
        mut outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        if self.how == Sabotage::Hopes {
            for (_, outcome) in &mut outcomes {
                if *outcome == Outcome::SealAnew {
                    *outcome = Outcome::Delivered(Path::Direct);
                }
                if *outcome == Outcome::Stored {
                    *outcome = Outcome::Delivered(Path::Mailbox);
                }
            }
        }
        self.store.settle(to, outcomes, at).await
    }

    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable> {
        match self.how {
            Sabotage::NeverWaits => Ok(()),
            _ => self.store.postpone(to, retry).await,
        }
    }
}

/// What waits, as somebody tells it who does not see all.
struct Blind {
    store: Arc<MemoryPeer>,
    how: Sabotage,
}

#[async_trait]
impl Pending for Blind {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        self.store.due().await
    }

    async fn waiting(
        &self,
        to: &DeviceAddress,
        again: bool,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Batch, Unavailable> {
        let batch = self.store.waiting(to, again, envelopes, bytes).await?;
        match self.how {
            Sabotage::Overtakes => Ok(Batch { in_mailbox: 0, ..batch }),
            _ => Ok(batch),
        }
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        match self.how {
            Sabotage::HidesCauses => Ok(None),
            _ => self.store.retry(to).await,
        }
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        self.store.depth().await
    }
}

/// Removes one more than it is told.
struct Hasty(Arc<MemoryDirectory>);

#[async_trait]
impl Acknowledgements for Hasty {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        match self.0.acknowledge(of, MailNumber(up_to.0 + 1)).await {
            Err(NotAcknowledged::Ahead) => self.0.acknowledge(of, up_to).await,
            done => done,
        }
    }
}
