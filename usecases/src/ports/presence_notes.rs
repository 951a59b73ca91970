use causerie_chat::{DeviceKey, PresenceState, SeenPresence, ShownPresence, Timestamp};

/// What this device knows of who is there, for as long as it runs.
pub trait PresenceNotes: Send + Sync {
    /// This person is that from `at` on.
    fn choose(&self, state: PresenceState, at: Timestamp);

    /// `device` shows this, or nothing any more; [`SeenPresence::after`] says what counts.
    fn see(&self, device: &DeviceKey, news: Option<ShownPresence>, at: Timestamp);

    /// Nothing that anybody shows is seen any more.
    fn lose_sight(&self, at: Timestamp);
}

/// What was noted.
pub trait PresenceBook: Send + Sync {
    /// How this person is there.
    fn own(&self) -> OwnPresence;

    /// What was seen of a device.
    fn seen(&self, device: &DeviceKey) -> SeenPresence;
}

/// How this person is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnPresence {
    /// What they chose; whoever is offline shows nothing to anybody, though the peer runs.
    pub state: PresenceState,
    /// Since when.
    pub since: Timestamp,
}
