//! A peer in this process, and how long its messages take to be durable at another.

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use causerie::{Folder, Wired, wire};
use causerie_chat::{Address, DeviceAddress, EnvelopeId, MessageId, NetworkAddress, Text};
use causerie_edge::{challenge_id, message_id, now, randomness};
use causerie_usecases::{
    CommandHandler,
    peer::{
        Peer,
        commands::{RefreshDevices, SendMessage, SignIn},
    },
    ports::{Deliveries, Outgoing, Undelivered},
};
use tokio::{
    sync::oneshot,
    task::{JoinHandle, JoinSet},
};

use crate::figures::Figures;

/// Alice, in this process: wired as the `causerie` binary wires her.
pub(crate) struct Alice {
    peer: Arc<Peer>,
    receipts: Receipts,
    work: JoinHandle<()>,
}

type Receipts = Arc<Mutex<HashMap<EnvelopeId, oneshot::Sender<Instant>>>>;

/// Notes when a delivery was acknowledged.
struct Noting {
    inner: Arc<dyn Deliveries>,
    receipts: Receipts,
}

#[async_trait]
impl Deliveries for Noting {
    async fn deliver(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        batch: &[Outgoing],
    ) -> Result<(), Undelivered> {
        self.inner.deliver(to, at, batch).await?;
        let acknowledged = Instant::now();
        let mut receipts = self.receipts.lock().unwrap_or_else(PoisonError::into_inner);
        for sent in batch {
            if let Some(waiting) = receipts.remove(&sent.envelope.id) {
                let _ = waiting.send(acknowledged);
            }
        }
        Ok(())
    }

    fn capacity(&self) -> (usize, usize) {
        self.inner.capacity()
    }
}

impl Alice {
    pub(crate) async fn begin(folder: Folder) -> Result<Self, Box<dyn Error>> {
        let profile = folder.read_profile()?.ok_or("Alice is not registered")?;
        let Wired { mut parts, bell, .. } = wire(&folder, &profile, None)?;
        let receipts = Receipts::default();
        let inner = parts.deliveries;
        parts.deliveries = Arc::new(Noting { inner, receipts: receipts.clone() });
        let peer = Arc::new(Peer::from(parts));
        peer.sign_in.handle(SignIn { challenge: challenge_id()?, code: None }).await?;
        let refresh = RefreshDevices { at: now(), randomness: randomness()? };
        peer.change_devices.handle(refresh).await?;
        let work = tokio::spawn(causerie_worker::deliver(peer.clone(), bell));
        Ok(Self { peer, receipts, work })
    }

    /// Sends messages of `body` bytes to whose devices `to` are, with `waiting` of them under way at any time, for `length`. One counts until all
    /// of these have it.
    pub(crate) async fn send(
        &self,
        to: &[DeviceAddress],
        waiting: usize,
        body: usize,
        length: Duration,
    ) -> Figures {
        let begin = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..waiting {
            let (peer, receipts, to) = (self.peer.clone(), self.receipts.clone(), to.to_vec());
            tasks.spawn(async move {
                let mut latencies = Vec::new();
                while begin.elapsed() < length {
                    let Some(latency) = one(&peer, &receipts, &to, body).await else { break };
                    latencies.push(latency);
                }
                latencies
            });
        }
        let latencies = tasks.join_all().await.concat();
        Figures::new(latencies, begin.elapsed())
    }
}

impl Drop for Alice {
    fn drop(&mut self) {
        self.work.abort();
    }
}

async fn one(
    peer: &Peer,
    receipts: &Receipts,
    to: &[DeviceAddress],
    body: usize,
) -> Option<Duration> {
    let id = message_id().ok()?;
    let mut all = Vec::new();
    for device in to {
        let (acknowledge, acknowledged) = oneshot::channel();
        let envelope = EnvelopeId::of(id, device);
        receipts.lock().unwrap_or_else(PoisonError::into_inner).insert(envelope, acknowledge);
        all.push(acknowledged);
    }
    let started = Instant::now();
    say(peer, id, to.first()?.person.clone(), "x".repeat(body)).await?;
    let mut last = started;
    for acknowledged in all {
        last = last.max(acknowledged.await.ok()?);
    }
    Some(last - started)
}

async fn say(peer: &Peer, id: MessageId, to: Address, text: String) -> Option<()> {
    let text = Text::try_from(text).ok()?;
    let randomness = randomness().ok()?;
    let message = SendMessage {
        id,
        to: to.into(),
        text,
        reply_to: None,
        expires_in: None,
        at: now(),
        trace: None,
        randomness,
    };
    peer.send_message.handle(message).await.ok()
}
