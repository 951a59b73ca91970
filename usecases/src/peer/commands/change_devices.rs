use std::sync::Arc;

use causerie_chat::{DeviceId, DeviceList, SecondFactorCode, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{DevicesNotKnown, NoDeviceChange, OwnDevices},
};

/// Take a device away from this person's account, for good.
#[derive(Debug)]
pub struct RevokeDevice {
    /// The device.
    pub device: DeviceId,
    /// For an account with a second factor.
    pub second_factor: Option<SecondFactorCode>,
    /// When.
    pub at: Timestamp,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Take up what changed about this person's devices while this one was away: to the others goes a copy of all that this one sends, and what
/// was read.
#[derive(Debug)]
pub struct RefreshDevices {
    /// When.
    pub at: Timestamp,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`RevokeDevice`], on the device that has the account key, and [`RefreshDevices`] on all.
pub struct ChangeDevicesHandler {
    /// This person's devices.
    pub devices: Arc<OwnDevices>,
}

impl CommandHandler<RevokeDevice> for ChangeDevicesHandler {
    type Error = NoDeviceChange;

    async fn handle(&self, command: RevokeDevice) -> Result<(), NoDeviceChange> {
        let RevokeDevice { device, second_factor, at, randomness } = command;
        let account = self.devices.account()?;
        let current = self.devices.current().await?;
        let list = DeviceList::without(&current, &device, at, account)?;
        self.devices.change(&list, second_factor.as_ref(), randomness, at).await
    }
}

impl CommandHandler<RefreshDevices> for ChangeDevicesHandler {
    type Error = DevicesNotKnown;

    async fn handle(&self, command: RefreshDevices) -> Result<(), DevicesNotKnown> {
        self.devices.refresh(command.randomness, command.at).await
    }
}
