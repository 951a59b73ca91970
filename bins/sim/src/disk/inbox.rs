use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Path, Timestamp};
use causerie_usecases::ports::{Inbox, Known, NotTaken, Opened, Opening, Unavailable, Wanted};

use super::Disk;
use crate::machine::machine;

#[async_trait]
impl Inbox for Disk {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        self.machine.writes().await?;
        let (world, me) = (&self.machine.world, self.machine.id);
        let is_gone = machine(from).is_some_and(|from| world.has_heard(me, from));
        let watching = Arc::new(Watching { opening, read: AtomicBool::new(false) });
        let taken = self.inbox.take(from, envelopes, watching.clone(), path, at).await;
        if is_gone {
            world.count(|counts| counts.turned_away += 1);
            if watching.read.load(Ordering::Relaxed) {
                world.fail(format!("something of {from} was taken, which was revoked"));
            }
        }
        if let Err(NotTaken::Refused(refused)) = &taken {
            let told: Vec<_> = refused.iter().map(|(_, cause)| cause.to_string()).collect();
            self.machine.world.count(|counts| counts.refused += told.len() as u64);
            self.machine.world.note(format_args!("refuses {} of {from}", told.join(" ")));
        }
        self.wrote(taken)
    }

    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.inbox.put_off(from, ids, at).await
    }

    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.inbox.missed(from, id, at).await
    }
}

/// Sees whether anything was read.
struct Watching {
    opening: Arc<dyn Opening>,
    read: AtomicBool,
}

impl Opening for Watching {
    fn wants(&self, envelope: &Envelope) -> Option<Wanted> {
        self.opening.wants(envelope)
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        let opened = self.opening.open(envelope, known);
        if opened.reading.is_ok() {
            self.read.store(true, Ordering::Relaxed);
        }
        opened
    }
}
