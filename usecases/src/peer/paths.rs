use std::{collections::HashMap, sync::Arc};

use causerie_chat::{Cause, DeviceAddress, EnvelopeId, NetworkAddress, Timestamp};

use super::Nearby;
use crate::ports::{
    Deliveries, Deposits, Outgoing, Retry, Route, Routes, Unavailable, Undelivered, Whereabouts,
};

/// The ways to a device: directly, at the address it was found at last, on a network it is on too, or at the one it published; or by its
/// mailbox.
#[derive(Clone)]
pub struct Paths {
    /// Remembers addresses.
    pub routes: Arc<dyn Routes>,
    /// Looks addresses up.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Looks around.
    pub nearby: Nearby,
    /// Reaches the device.
    pub deliveries: Arc<dyn Deliveries>,
    /// Reaches its mailbox.
    pub deposits: Arc<dyn Deposits>,
}

/// The envelopes that were refused, each for its cause, while the others went that way.
pub(super) type Refused = HashMap<EnvelopeId, Cause>;

/// When something is tried, and a random number to spread what comes after a failure.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) jitter: u32,
}

impl Paths {
    /// Hands `batch` to the device itself, or says why it cannot be. What worked last is tried first, then what is near: that needs no
    /// directory, works where a network does not lead back to itself, and is soon known to fail. Where the published address failed
    /// lately, it is not tried again yet, unless there is no other way.
    pub(super) async fn direct(
        &self,
        to: &DeviceAddress,
        batch: &[Outgoing],
        only_way: bool,
        now: Moment,
    ) -> Result<Result<Refused, Cause>, Unavailable> {
        let route = self.routes.route(to).await?;
        let failed = match &route {
            Some(Route::To(address)) => match self.reach(to, address, batch, None, now).await? {
                Ok(refused) => return Ok(Ok(refused)),
                Err(cause) => Some(cause),
            },
            _ => None,
        };
        if let Some((at, refused)) = self.nearby.reach(to, batch, only_way, now).await? {
            self.routes.learn(to, at).await?;
            return Ok(Ok(refused));
        }
        if let Some(cause) = failed {
            return Ok(Err(cause));
        }
        let before = match route {
            // It was just now, in this very attempt; or there is no hurry.
            Some(Route::None(failed))
                if failed.last == now.at || !only_way && failed.keeps_waiting(now.at) =>
            {
                return Ok(Err(failed.cause));
            }
            Some(Route::None(failed)) => Some(failed),
            _ => None,
        };
        match self.whereabouts.whereabouts(to).await {
            // Whether it expired is for the directory to say: the two clocks need not agree.
            Ok(Some(published)) => self.reach(to, &published.address, batch, before, now).await,
            Ok(None) => self.fail(to, before, Cause::NO_ADDRESS, now).await,
            // That says nothing of the device.
            Err(Unavailable { .. }) => Ok(Err(Cause::DIRECTORY_UNREACHABLE)),
        }
    }

    /// Leaves `batch` in the device's mailbox, or says why it cannot be.
    pub(super) async fn mailbox(&self, batch: &[Outgoing]) -> Result<Refused, Cause> {
        match self.deposits.deposit(batch).await {
            Ok(()) => Ok(Refused::new()),
            Err(Undelivered::Refused(refused)) => Ok(refused.into_iter().collect()),
            Err(Undelivered::NotNow { cause, .. }) => Err(cause),
        }
    }

    /// How many envelopes, and how many bytes of content, go at once.
    pub(super) fn capacity(&self) -> (usize, usize) {
        self.deliveries.capacity()
    }

    async fn reach(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        batch: &[Outgoing],
        before: Option<Retry>,
        now: Moment,
    ) -> Result<Result<Refused, Cause>, Unavailable> {
        let refused = match self.deliveries.deliver(to, at, batch).await {
            Ok(()) => Refused::new(),
            Err(Undelivered::Refused(refused)) => refused.into_iter().collect(),
            Err(Undelivered::NotNow { cause, .. }) => {
                return self.fail(to, before, cause, now).await;
            }
        };
        self.routes.learn(to, at.clone()).await?;
        Ok(Ok(refused))
    }

    async fn fail(
        &self,
        to: &DeviceAddress,
        before: Option<Retry>,
        cause: Cause,
        now: Moment,
    ) -> Result<Result<Refused, Cause>, Unavailable> {
        let failed = Retry::after(before.as_ref(), cause.clone(), now.at, now.jitter);
        self.routes.fail(to, &failed).await?;
        Ok(Err(cause))
    }
}
