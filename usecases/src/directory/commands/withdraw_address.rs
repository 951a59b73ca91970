use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    CommandHandler,
    ports::{Reachability, Unavailable},
};

/// Forget where a device can be reached.
#[derive(Debug)]
pub struct WithdrawAddress {
    /// The device, as its credential has it.
    pub device: DeviceAddress,
}

/// Carries out [`WithdrawAddress`].
pub struct WithdrawAddressHandler {
    /// Kept the address.
    pub reachability: Arc<dyn Reachability>,
}

impl CommandHandler<WithdrawAddress> for WithdrawAddressHandler {
    type Error = Unavailable;

    async fn handle(&self, command: WithdrawAddress) -> Result<(), Unavailable> {
        self.reachability.withdraw(&command.device).await
    }
}
