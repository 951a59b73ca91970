use std::sync::Arc;

use causerie_chat::{DeviceAddress, NetworkAddress, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{People, Published, Reachability, Unavailable},
};

/// Tell where a device can be reached for a while.
#[derive(Debug)]
pub struct PublishAddress {
    /// The device, as its credential has it.
    pub device: DeviceAddress,
    /// Where it listens.
    pub address: NetworkAddress,
    /// For how long, in milliseconds; taken to be at most [`PublishAddress::LONGEST`].
    pub time_to_live: u64,
    /// When.
    pub at: Timestamp,
}

impl PublishAddress {
    /// An hour, in milliseconds: whoever is gone without a word is missed within it.
    pub const LONGEST: u64 = 3_600_000;
}

/// Carries out [`PublishAddress`].
pub struct PublishAddressHandler {
    /// Knows the devices on record.
    pub people: Arc<dyn People>,
    /// Keeps the address.
    pub reachability: Arc<dyn Reachability>,
}

impl CommandHandler<PublishAddress> for PublishAddressHandler {
    type Error = PublishAddressError;

    async fn handle(&self, command: PublishAddress) -> Result<(), PublishAddressError> {
        let PublishAddress { device, address, time_to_live, at } = command;
        let person = self.people.person(&device.person).await?;
        if !person.is_some_and(|p| p.devices.iter().any(|d| d.id == device.device)) {
            return Err(PublishAddressError::UnknownDevice);
        }
        let expires = at.plus(time_to_live.min(PublishAddress::LONGEST));
        Ok(self.reachability.publish(&device, &Published { address, expires }).await?)
    }
}

/// Why an address was not published.
#[derive(Debug, Error)]
pub enum PublishAddressError {
    /// The directory has no such device on record, whatever its credential says.
    #[error("no such device")]
    UnknownDevice,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
