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

/// What a device answers, or why it does not.
type Answer = Result<Vec<u8>, Cause>;

/// What came of asking it in one place.
enum Attempt {
    Reached(Answer),
    NotReached(Cause),
}

impl Asking {
    /// What the device answers: where it was found last, where it is seen, or where it says that it is. Somebody waits for it, so that all are tried,
    /// whatever failed lately.
    pub(super) async fn ask(
        &self,
        to: &DeviceAddress,
        envelope: &Envelope,
        at: Timestamp,
    ) -> Result<Answer, Unavailable> {
        let mut places = match self.paths.routes.route(to).await? {
            Some(Route::To(address)) => vec![address],
            _ => Vec::new(),
        };
        places.extend(self.paths.nearby.where_seen(to, at).await?);
        let mut failed = None;
        for place in &places {
            match self.ask_at(to, place, envelope).await? {
                Attempt::Reached(answer) => return Ok(answer),
                Attempt::NotReached(cause) => failed = Some(cause),
            }
        }
        let published = match self.paths.whereabouts.whereabouts(to).await {
            Ok(published) => published.map(|it| it.address).ok_or(Cause::NO_ADDRESS),
            Err(Unavailable { .. }) => Err(Cause::DIRECTORY_UNREACHABLE),
        };
        match published {
            Ok(place) if !places.contains(&place) => match self.ask_at(to, &place, envelope).await?
            {
                Attempt::Reached(answer) => Ok(answer),
                Attempt::NotReached(cause) => Ok(Err(cause)),
            },
            Ok(_) => Ok(Err(failed.unwrap_or(Cause::UNREACHABLE))),
            Err(cause) => Ok(Err(failed.unwrap_or(cause))),
        }
    }

    async fn ask_at(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        envelope: &Envelope,
    ) -> Result<Attempt, Unavailable> {
        let answer = match self.desk.ask(to, at, envelope).await {
            Ok(page) => Ok(page),
            Err(Undelivered::Refused(refused)) => Err(why(refused, envelope.id)),
            Err(Undelivered::NotNow { cause, .. }) => return Ok(Attempt::NotReached(cause)),
        };
        self.paths.routes.learn(to, at.clone()).await?;
        Ok(Attempt::Reached(answer))
    }
}

fn why(refused: Vec<(EnvelopeId, Cause)>, id: EnvelopeId) -> Cause {
    let cause = refused.into_iter().find(|(of, _)| *of == id).map(|(_, cause)| cause);
    cause.unwrap_or(Cause::PEER_UNAVAILABLE)
}
