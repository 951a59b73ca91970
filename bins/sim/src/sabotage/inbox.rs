//! Inboxes that are broken on purpose.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{
    Cause, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path, Timestamp,
};
use causerie_memory::MemoryPeer;
use causerie_usecases::ports::{
    Archive, Cursor, Entry, Inbox, Known, NotTaken, Opened, Opening, Unavailable, Wanted,
};

use super::Sabotage;
use crate::{lock::lock, setting::Setting, task::MachineId};

pub(crate) fn inbox(setting: &Setting, of: MachineId, store: &Arc<MemoryPeer>) -> Arc<dyn Inbox> {
    match setting.sabotage {
        _ if setting.refuse.contains(&of) => Arc::new(Refusing),
        Some(Sabotage::KeepsTwice) => {
            Arc::new(Forgetful { store: store.clone(), read: Arc::default() })
        }
        Some(Sabotage::Overtakes) => Arc::new(Orderless(store.clone())),
        _ => store.clone(),
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
            Some(Entry {
                cursor: Cursor(0),
                message,
                changed_at,
                state,
                view: causerie_chat::View::default(),
            })
        });
        let again: Vec<_> = again.collect();
        self.store.restore(Vec::new(), again).await?;
        let opening = Arc::new(Copying { opening, read: self.read.clone() });
        self.store.take(from, envelopes, opening, path, at).await
    }

    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.store.put_off(from, ids, at).await
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

/// An inbox that takes everything as it comes.
struct Orderless(Arc<MemoryPeer>);

#[async_trait]
impl Inbox for Orderless {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        self.0.take(from, envelopes, Arc::new(AsItComes(opening)), path, at).await
    }

    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.0.put_off(from, ids, at).await
    }

    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.0.missed(from, id, at).await
    }
}

struct AsItComes(Arc<dyn Opening>);

impl Opening for AsItComes {
    fn wants(&self, envelope: &Envelope) -> Option<Wanted> {
        self.0.wants(envelope)
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        Opened { after: None, ..self.0.open(envelope, known) }
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

    async fn put_off(
        &self,
        _: &DeviceAddress,
        _: &[EnvelopeId],
        _: Timestamp,
    ) -> Result<(), Unavailable> {
        Ok(())
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
