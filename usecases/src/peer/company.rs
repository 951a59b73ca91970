use std::{collections::HashMap, sync::Arc};

use causerie_chat::{BeaconMarks, DeviceAddress, DeviceKey, DeviceSecret};

use crate::ports::{History, Identities, KnownIdentity, Unavailable};

/// Whom this device is to be found by on the networks it is on, and whom it looks for there.
pub struct Company {
    /// This device.
    pub own: Arc<DeviceSecret>,
    /// Knows its contacts.
    pub identities: Arc<dyn Identities>,
    /// Knows whom it spoke with last.
    pub history: Arc<dyn History>,
}

impl Company {
    /// The devices of its contacts, those it spoke with last first: as many as a beacon has marks. Nobody who is not accepted, or whose account key has changed,
    /// is among them until somebody decides.
    pub(super) async fn closest(&self) -> Result<Vec<(DeviceAddress, DeviceKey)>, Unavailable> {
        let mut known = self.identities.identities().await?;
        known.retain(KnownIdentity::is_accepted);
        let conversations = self.history.conversations().await?;
        let people = conversations.iter().filter_map(|it| it.with.person());
        let place: HashMap<_, _> = people.enumerate().map(|(place, who)| (who, place)).collect();
        known.sort_by_key(|it| place.get(&it.person.address).copied().unwrap_or(usize::MAX));
        let me = self.own.public();
        let devices = known.iter().flat_map(|KnownIdentity { person, .. }| {
            person.devices.iter().map(|device| (person.device(device), device.key))
        });
        Ok(devices.filter(|(_, key)| *key != me).take(BeaconMarks::COUNT).collect())
    }
}
