use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, MessageId, Timestamp};

use super::Unavailable;

/// Which devices of its recipient have not got a message.
#[async_trait]
pub trait Lacking: Send + Sync {
    /// Those that a message of this person is addressed to from this device, and that do not have it yet as far as is known here, or will
    /// never have it. None where all of them have it, and where this device does not deliver it. In a room, this person's own other devices are among them
    /// as long as it is on its way to them.
    async fn lacking(&self, message: MessageId) -> Result<Vec<Lack>, Unavailable>;
}

/// A device that has not got a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The device.
    pub device: DeviceAddress,
    /// Where what is for it is.
    pub place: Place,
}

/// Where what a device has not got is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On this device.
    Here,
    /// In the mailbox of the one that is to have it.
    Mailbox,
    /// Nowhere any more: it was refused for good.
    Nowhere {
        /// Why.
        cause: Cause,
        /// When.
        at: Timestamp,
    },
}
