use async_trait::async_trait;
use causerie_chat::DeviceAddress;

/// Wakes whoever pushes news to a device.
pub trait MailBell: Send + Sync {
    /// There is something new for the device. Ringing twice is ringing once; it never blocks, and nobody need be there.
    fn ring(&self, of: &DeviceAddress, news: News);
}

/// The other end of a [`MailBell`].
pub trait MailWatch: Send + Sync {
    /// From now on, what rings for that device is heard.
    fn watch(&self, of: &DeviceAddress) -> Box<dyn Rings>;
}

/// What rings for one device.
#[async_trait]
pub trait Rings: Send {
    /// Waits until it has rung since the last time, and says for what.
    async fn next(&mut self) -> Rung;
}

/// What is new for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Something was put into its mailbox.
    Mail,
    /// Somebody claimed one of its pre-keys.
    PreKeys,
    /// The log of a room that it is or was in grew.
    Rooms,
    /// Its person took it away from their account.
    Revoked,
}

/// For what it has rung.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "one for each kind of news")]
pub struct Rung {
    /// For [`News::Mail`].
    pub mail: bool,
    /// For [`News::PreKeys`].
    pub pre_keys: bool,
    /// For [`News::Rooms`].
    pub rooms: bool,
    /// For [`News::Revoked`].
    pub revoked: bool,
}
