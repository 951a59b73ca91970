use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Path, Timestamp};
use causerie_usecases::ports::{Inbox, NotTaken, Opening, Unavailable};

use super::Disk;

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
        let taken = self.inbox.take(from, envelopes, opening, path, at).await;
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
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.inbox.put_off(from, id, at).await
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
