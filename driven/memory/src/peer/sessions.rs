use async_trait::async_trait;
use causerie_chat::{DeviceAddress, EnvelopeId, Message, Sealed};
use causerie_session::Sessions;
use causerie_usecases::ports::{Addressed, Sealing, SessionBook, Unavailable};
use zeroize::Zeroizing;

use super::MemoryPeer;
use crate::lock::lock;

/// Sessions with one device.
pub(super) struct Kept {
    encoded: Zeroizing<Vec<u8>>,
    /// Whether they can be sealed in.
    usable: bool,
}

#[async_trait]
impl SessionBook for MemoryPeer {
    async fn has_session(&self, with: &DeviceAddress) -> Result<bool, Unavailable> {
        Ok(lock(&self.kept).is_usable(with))
    }
}

impl MemoryPeer {
    /// Has it lose what it has of the sessions with a device, as a damaged store would.
    pub fn lose_sessions(&self, with: &DeviceAddress) {
        lock(&self.kept).sessions.remove(with);
    }
}

impl super::Kept {
    /// The sessions with a device, whether they can be sealed in or not.
    pub(super) fn sessions(&self, with: &DeviceAddress) -> Option<Sessions> {
        self.sessions.get(with).and_then(|kept| Sessions::decode(&kept.encoded).ok())
    }

    /// Whether there are sessions with a device that can be sealed in.
    pub(super) fn is_usable(&self, with: &DeviceAddress) -> bool {
        self.sessions.get(with).is_some_and(|kept| kept.usable)
    }

    /// Keeps sessions as they are now; to be sealed in from now on if a `fresh` one is among them.
    pub(super) fn keep_sessions(&mut self, with: &DeviceAddress, sessions: &Sessions, fresh: bool) {
        let usable = fresh || self.is_usable(with);
        self.sessions.insert(with.clone(), Kept { encoded: sessions.encode(), usable });
    }

    /// Keeps them for reading only, until there is a fresh one.
    pub(super) fn retire_sessions(&mut self, with: &DeviceAddress) {
        if let Some(kept) = self.sessions.get_mut(with) {
            kept.usable = false;
        }
    }

    /// Has what is sealed next for a device begin a session, unless the present one was begun here and nothing has come in it yet: then
    /// each message in it begins it still. The device may have lost all the others, and would not hear that it was not understood.
    pub(super) fn retire_confirmed(&mut self, with: &DeviceAddress) {
        if self.sessions(with).is_some_and(|sessions| sessions.current().is_confirmed()) {
            self.retire_sessions(with);
        }
    }

    /// The sealed message, if there is a session to seal in.
    pub(super) fn seal(
        &mut self,
        message: &Message,
        to: &Addressed,
        after: Option<EnvelopeId>,
        sealing: &dyn Sealing,
    ) -> Option<Sealed> {
        let usable = self.is_usable(&to.recipient);
        let sessions = self.sessions(&to.recipient).filter(|_| usable)?;
        let (sessions, sealed) = sealing.seal(message, to, after, sessions);
        if sealed.is_some() {
            self.keep_sessions(&to.recipient, &sessions, false);
        } else {
            self.retire_sessions(&to.recipient);
        }
        sealed
    }
}
