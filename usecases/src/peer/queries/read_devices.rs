use std::sync::Arc;

use causerie_chat::{DeviceId, DeviceKey, Timestamp};

use crate::{QueryHandler, peer::OwnDevices, ports::Unavailable};

/// Which devices does this person have?
#[derive(Debug)]
pub struct ReadDevices;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDevice {
    /// Its id.
    pub id: DeviceId,
    /// Its key.
    pub key: DeviceKey,
    /// When it was linked; nothing for the first one.
    pub since: Option<Timestamp>,
    /// Whether it is this one.
    pub this: bool,
    /// Whether it is the first one, which has the account key.
    pub first: bool,
}

/// Answers [`ReadDevices`], as far as is known here.
pub struct ReadDevicesHandler {
    /// Knows them.
    pub devices: Arc<OwnDevices>,
}

impl QueryHandler<ReadDevices> for ReadDevicesHandler {
    type Answer = Vec<OwnDevice>;
    type Error = Unavailable;

    async fn handle(&self, ReadDevices: ReadDevices) -> Result<Vec<OwnDevice>, Unavailable> {
        let person = self.devices.kept().await?;
        let since = |id: &DeviceId| {
            let listed = person.list.iter().flat_map(|list| &list.devices);
            listed.into_iter().find(|it| it.device.id == *id).and_then(|it| it.since)
        };
        let devices = person.devices.iter().enumerate().map(|(place, device)| OwnDevice {
            id: device.id.clone(),
            key: device.key,
            since: since(&device.id),
            this: device.id == self.devices.own.device.device,
            first: place == 0,
        });
        Ok(devices.collect())
    }
}
