use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use causerie_chat::{
    Address, DeviceKey, DeviceSecret, PresenceKeys, PresenceMark, PresenceState, Timestamp,
};

use crate::ports::{Identities, KnownIdentity, PresenceBook, Unavailable};

/// Whom this device shows itself to, and of whom it sees whether they are there: its accepted contacts, each of their devices.
pub struct PresenceCircle {
    me: Address,
    own: Arc<DeviceSecret>,
    identities: Arc<dyn Identities>,
    book: Arc<dyn PresenceBook>,
    /// What was derived once is not derived again.
    keys: Mutex<HashMap<DeviceKey, Arc<PresenceKeys>>>,
}

/// Somebody of the circle.
pub(super) struct Member {
    pub(super) who: Address,
    pub(super) devices: Vec<(DeviceKey, Arc<PresenceKeys>)>,
}

impl PresenceCircle {
    /// The circle of the person `me` and their device `own`.
    #[must_use]
    pub fn new(
        me: Address,
        own: Arc<DeviceSecret>,
        identities: Arc<dyn Identities>,
        book: Arc<dyn PresenceBook>,
    ) -> Self {
        Self { me, own, identities, book, keys: Mutex::default() }
    }

    /// Everybody in it, by name; of more than [`PresenceMark::MOST`] devices, the first ones.
    pub(super) async fn members(&self) -> Result<Vec<Member>, Unavailable> {
        let mut known = self.identities.identities().await?;
        known.retain(|known| known.is_accepted() && known.person.address != self.me);
        known.sort_by(|one, other| one.person.address.cmp(&other.person.address));
        let mut room = PresenceMark::MOST;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let mut members = Vec::with_capacity(known.len());
        let mut used = HashMap::with_capacity(keys.len());
        for KnownIdentity { person, .. } in known {
            let others = person.devices.iter().map(|device| device.key);
            let devices: Vec<_> = others
                .take(room)
                .map(|key| {
                    let common = keys.get(&key).cloned();
                    let common =
                        common.unwrap_or_else(|| Arc::new(PresenceKeys::of(&self.own, &key)));
                    used.insert(key, common.clone());
                    (key, common)
                })
                .collect();
            room -= devices.len();
            members.push(Member { who: person.address, devices });
        }
        *keys = used;
        Ok(members)
    }

    /// How somebody is there, and since when as far as it is known: [`PresenceState::of_all`] of what their devices show.
    pub(super) fn standing(
        &self,
        member: &Member,
        at: Timestamp,
    ) -> (PresenceState, Option<Timestamp>) {
        let seen = member.devices.iter().map(|(device, _)| self.book.seen(device).stands(at));
        let seen: Vec<_> = seen.collect();
        let state = PresenceState::of_all(seen.iter().map(|(state, _)| *state));
        let since = seen.iter().filter(|(each, _)| *each == state).filter_map(|(_, since)| *since);
        let since = if state == PresenceState::Offline { since.max() } else { since.min() };
        (state, since)
    }
}
