use std::{net::SocketAddr, sync::Arc};

use causerie_chat::{DeviceAddress, DeviceKey, DeviceSecret, Lookout, NetworkAddress, Timestamp};

use super::paths::{Moment, Refused};
use crate::ports::{
    Deliveries, Identities, Neighbours, Outgoing, Retry, Route, Routes, Sighting, Unavailable,
    Undelivered,
};

/// The way to a device over a network that this one is on too.
#[derive(Clone)]
pub struct Nearby {
    /// This device.
    pub own: Arc<DeviceSecret>,
    /// Knows the keys of the others.
    pub identities: Arc<dyn Identities>,
    /// Sees what they show.
    pub neighbours: Arc<dyn Neighbours>,
    /// Remembers when it led nowhere.
    pub routes: Arc<dyn Routes>,
    /// Reaches them, or fails soon.
    pub deliveries: Arc<dyn Deliveries>,
}

impl Nearby {
    /// Hands `batch` to the device where it is seen, and says where that was; nothing if it is not seen, or not there. Where that failed
    /// lately it is not tried again yet, unless there is no other way.
    pub(super) async fn reach(
        &self,
        to: &DeviceAddress,
        batch: &[Outgoing],
        only_way: bool,
        now: Moment,
    ) -> Result<Option<(NetworkAddress, Refused)>, Unavailable> {
        let sightings = self.neighbours.in_sight().await?;
        if sightings.is_empty() {
            return Ok(None);
        }
        let before = match self.routes.route(to).await? {
            Some(Route::None(failed))
                if failed.last == now.at || !only_way && failed.keeps_waiting(now.at) =>
            {
                return Ok(None);
            }
            Some(Route::None(failed)) => Some(failed),
            _ => None,
        };
        let Some(key) = self.key_of(to).await? else { return Ok(None) };
        let found = addresses(&self.own, &key, &sightings, now.at);
        let mut cause = None;
        for at in found {
            match self.deliveries.deliver(to, &at, batch).await {
                Ok(()) => return self.reached(to, at, Refused::new()).await,
                Err(Undelivered::Refused(refused)) => {
                    return self.reached(to, at, refused.into_iter().collect()).await;
                }
                Err(Undelivered::NotNow { cause: failed, .. }) => cause = Some(failed),
            }
        }
        if let Some(cause) = cause {
            let failed = Retry::after(before.as_ref(), cause, now.at, now.jitter);
            self.routes.fail(to, &failed).await?;
        }
        Ok(None)
    }

    /// Where the device is seen now, the latest first.
    pub(super) async fn where_seen(
        &self,
        device: &DeviceAddress,
        at: Timestamp,
    ) -> Result<Vec<NetworkAddress>, Unavailable> {
        let sightings = self.neighbours.in_sight().await?;
        let key = if sightings.is_empty() { None } else { self.key_of(device).await? };
        Ok(key.map(|key| addresses(&self.own, &key, &sightings, at)).unwrap_or_default())
    }

    async fn reached(
        &self,
        to: &DeviceAddress,
        at: NetworkAddress,
        refused: Refused,
    ) -> Result<Option<(NetworkAddress, Refused)>, Unavailable> {
        self.routes.learn(to, at.clone()).await?;
        Ok(Some((at, refused)))
    }

    async fn key_of(&self, device: &DeviceAddress) -> Result<Option<DeviceKey>, Unavailable> {
        let known = self.identities.identity(&device.person).await?;
        let devices = known.into_iter().flat_map(|known| known.person.devices);
        Ok(devices.into_iter().find(|it| it.id == device.device).map(|it| it.key))
    }
}

/// Where the device with that key is seen, the latest first; at most as many as one sighting has.
pub(super) fn addresses(
    own: &DeviceSecret,
    key: &DeviceKey,
    sightings: &[Arc<Sighting>],
    at: Timestamp,
) -> Vec<NetworkAddress> {
    let lookout = Lookout::of(own, key, at);
    let seen = sightings.iter().filter_map(|seen| Some((lookout.port(&seen.marks)?, seen)));
    let all = seen.flat_map(|(port, seen)| {
        seen.addresses.iter().map(move |ip| SocketAddr::new(*ip, port.get()).to_string())
    });
    let mut found: Vec<NetworkAddress> = Vec::new();
    for address in all.filter_map(|raw| raw.parse().ok()) {
        if found.len() < Sighting::ADDRESSES && !found.contains(&address) {
            found.push(address);
        }
    }
    found
}
