use async_trait::async_trait;
use causerie_usecases::ports::{StoreCheck, Unavailable};

use crate::{MemoryDirectory, MemoryPeer};

/// Memory can always be read and written.
#[async_trait]
impl StoreCheck for MemoryDirectory {
    async fn check(&self) -> Result<(), Unavailable> {
        Ok(())
    }
}

/// Memory can always be read and written.
#[async_trait]
impl StoreCheck for MemoryPeer {
    async fn check(&self) -> Result<(), Unavailable> {
        Ok(())
    }
}
