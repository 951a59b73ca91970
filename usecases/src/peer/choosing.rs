use std::sync::Arc;

use causerie_chat::{Address, Choice, Conversation, DeviceAddress, Timestamp};

use super::{OwnIdentity, fan_out::other_devices};
use crate::ports::{Choices, Doorbell, Identities, Unavailable};

/// Has what this person decides about others and about rooms hold, on all of their devices.
pub struct Choosing {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows the others.
    pub identities: Arc<dyn Identities>,
    /// Keeps what is decided.
    pub choices: Arc<dyn Choices>,
    /// Wakes whoever sends receipts: the other devices are told, and one who was accepted what became of what they sent.
    pub receipts_bell: Arc<dyn Doorbell>,
}

impl Choosing {
    pub(super) async fn choose(
        &self,
        about: &Conversation,
        choices: &[Choice],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let others = other_devices(&self.own, &*self.identities).await?;
        self.choices.choose(about, choices, others, at).await?;
        self.receipts_bell.ring();
        Ok(())
    }

    /// The other devices of this person, if that is who brings something: it may say that there is another.
    pub(super) async fn others(&self, by: &Address) -> Result<Vec<DeviceAddress>, Unavailable> {
        if *by != self.own.device.person {
            return Ok(Vec::new());
        }
        other_devices(&self.own, &*self.identities).await
    }

    /// Has those be told all of it that were not there `before`.
    pub(super) async fn tell_new(
        &self,
        by: &Address,
        before: &[DeviceAddress],
    ) -> Result<(), Unavailable> {
        let now = self.others(by).await?;
        for new in now.iter().filter(|it| !before.contains(it)) {
            self.tell_all(new).await?;
        }
        Ok(())
    }

    /// Has a new device of this person be told all of it.
    pub(super) async fn tell_all(&self, other: &DeviceAddress) -> Result<(), Unavailable> {
        self.choices.tell_all(other).await?;
        self.receipts_bell.ring();
        Ok(())
    }
}
