use std::sync::Arc;

use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, NetworkAddress, Timestamp};

use super::Paths;
use crate::ports::{HistoryDesk, Route, Unavailable, Undelivered};

/// Asks a device for something, directly or not at all.
pub struct Asking {
    /// Where devices are.
    pub paths: Paths,
    /// Asks one there.
    pub desk: Arc<dyn HistoryDesk>,
}

impl Asking {
    /// What the device answers, or why it does not: where it was found last, where it is seen, and where it says that it is. Somebody waits for it,
    /// so that all are tried, whatever failed lately.
    pub(super) async fn ask(
        &self,
        to: &DeviceAddress,
        envelope: &Envelope,
        at: Timestamp,
    ) -> Result<Result<Vec<u8>, Cause>, Unavailable> {
        let mut tried = Vec::new();
        let mut cause = Cause::NO_ADDRESS;
        if let Some(Route::To(address)) = self.paths.routes.route(to).await? {
            tried.push(address);
        }
        for seen in self.paths.nearby.where_seen(to, at).await? {
            if !tried.contains(&seen) {
                tried.push(seen);
            }
        }
        for address in &tried {
            match self.try_at(to, address, envelope).await? {
                Ok(answer) => return Ok(answer),
                Err(failed) => cause = failed,
            }
        }
        match self.paths.whereabouts.whereabouts(to).await {
            Ok(Some(published)) if !tried.contains(&published.address) => {
                match self.try_at(to, &published.address, envelope).await? {
                    Ok(answer) => Ok(answer),
                    Err(failed) => Ok(Err(failed)),
                }
            }
            Ok(_) => Ok(Err(cause)),
            Err(Unavailable { .. }) if tried.is_empty() => Ok(Err(Cause::DIRECTORY_UNREACHABLE)),
            Err(Unavailable { .. }) => Ok(Err(cause)),
        }
    }

    /// What it answers there, a refusal included; or why it was not reached.
    async fn try_at(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        envelope: &Envelope,
    ) -> Result<Result<Result<Vec<u8>, Cause>, Cause>, Unavailable> {
        let answer = match self.desk.ask(to, at, envelope).await {
            Ok(page) => Ok(page),
            Err(Undelivered::Refused(refused)) => Err(why(refused, envelope.id)),
            Err(Undelivered::NotNow { cause, .. }) => return Ok(Err(cause)),
        };
        self.paths.routes.learn(to, at.clone()).await?;
        Ok(Ok(answer))
    }
}

fn why(refused: Vec<(EnvelopeId, Cause)>, id: EnvelopeId) -> Cause {
    let cause = refused.into_iter().find(|(of, _)| *of == id).map(|(_, cause)| cause);
    cause.unwrap_or(Cause::PEER_UNAVAILABLE)
}
