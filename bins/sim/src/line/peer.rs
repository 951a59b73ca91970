use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, NetworkAddress};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{ReceiveEnvelopes, ReceiveEnvelopesError},
    ports::{Deliveries, Outgoing, Undelivered},
};

use super::Line;
use crate::{
    machine::{listens_at, machine},
    network::Served,
};

#[async_trait]
impl Deliveries for Line {
    async fn deliver(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        batch: &[Outgoing],
    ) -> Result<(), Undelivered> {
        self.world.count(|counts| counts.deliveries += 1);
        let Some(target) = machine(to) else { return Err(not_now(Cause::UNREACHABLE)) };
        self.world.attempts(self.from, target);
        self.world.sends(self.from, to);
        let envelopes: Vec<_> = batch.iter().map(|sent| sent.envelope.clone()).collect();
        let (world, sender, at) = (self.world.clone(), self.me(), at.clone());
        let serve = move || -> Served<Result<(), ReceiveEnvelopesError>> {
            let (world, at) = (world.clone(), at.clone());
            let (sender, envelopes) = (sender.clone(), envelopes.clone());
            Box::pin(async move {
                // Where it listens no more, nobody answers.
                let moves = world.machine(target, |it| it.moves);
                let station = world.station(target).filter(|_| at == listens_at(target, moves))?;
                let (at, randomness) = (world.clock(target), world.randomness());
                let command = ReceiveEnvelopes { sender, envelopes, at, randomness };
                Some(station.peer.receive_envelopes.handle(command).await)
            })
        };
        match self.world.request(self.from, target, "deliver", serve).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(ReceiveEnvelopesError::Refused(refused))) => Err(Undelivered::Refused(refused)),
            Ok(Err(ReceiveEnvelopesError::Unavailable(_))) => Err(not_now(Cause::PEER_UNAVAILABLE)),
            Ok(Err(ReceiveEnvelopesError::NotAccepted)) | Err(_) => {
                Err(not_now(Cause::UNREACHABLE))
            }
        }
    }

    fn capacity(&self) -> (usize, usize) {
        (self.world.setting.batch, 192 * 1_024)
    }
}

fn not_now(cause: Cause) -> Undelivered {
    Undelivered::NotNow { cause, source: "no answer".into() }
}
