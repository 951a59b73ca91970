use std::{collections::HashMap, sync::Mutex};

use causerie_chat::{DeviceKey, PresenceState, SeenPresence, ShownPresence, Timestamp};
use causerie_usecases::ports::{OwnPresence, PresenceBook, PresenceNotes};

use crate::lock::lock;

/// Who is there, as one run of a peer knows it.
pub struct MemoryPresence {
    own: Mutex<OwnPresence>,
    seen: Mutex<HashMap<DeviceKey, SeenPresence>>,
}

impl MemoryPresence {
    /// Of a run that begins now: this person is online, and nobody was seen.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        let own = OwnPresence { state: PresenceState::Online, since: now };
        Self { own: Mutex::new(own), seen: Mutex::default() }
    }
}

impl PresenceNotes for MemoryPresence {
    fn choose(&self, state: PresenceState, at: Timestamp) {
        let mut own = lock(&self.own);
        if own.state != state {
            *own = OwnPresence { state, since: at };
        }
    }

    fn see(&self, device: &DeviceKey, news: Option<ShownPresence>, at: Timestamp) {
        let mut seen = lock(&self.seen);
        let one = seen.entry(*device).or_default();
        *one = one.after(news, at);
    }

    fn lose_sight(&self, at: Timestamp) {
        for one in lock(&self.seen).values_mut() {
            *one = one.after(None, at);
        }
    }
}

impl PresenceBook for MemoryPresence {
    fn own(&self) -> OwnPresence {
        *lock(&self.own)
    }

    fn seen(&self, device: &DeviceKey) -> SeenPresence {
        lock(&self.seen).get(device).copied().unwrap_or_default()
    }
}
