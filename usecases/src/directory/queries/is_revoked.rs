use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    QueryHandler,
    ports::{Revocations, Unavailable},
};

/// Was that device revoked, whatever its certificate says?
#[derive(Debug)]
pub struct IsRevoked {
    /// The device.
    pub device: DeviceAddress,
}

/// Answers [`IsRevoked`].
pub struct IsRevokedHandler {
    /// Knows it.
    pub revocations: Arc<dyn Revocations>,
}

impl QueryHandler<IsRevoked> for IsRevokedHandler {
    type Answer = bool;
    type Error = Unavailable;

    async fn handle(&self, query: IsRevoked) -> Result<bool, Unavailable> {
        Ok(self.revocations.revoked(&query.device).await?.is_some())
    }
}
