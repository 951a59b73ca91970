use std::{collections::HashMap, sync::Mutex};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress};
use causerie_usecases::ports::{Routes, Unavailable};

use crate::lock::lock;

/// The last known addresses of at most [`MemoryRoutes::MOST`] devices. When it is full, any one makes room.
#[derive(Debug, Default)]
pub struct MemoryRoutes(Mutex<HashMap<DeviceAddress, NetworkAddress>>);

impl MemoryRoutes {
    /// How many devices are remembered at most.
    pub const MOST: usize = 10_000;
}

#[async_trait]
impl Routes for MemoryRoutes {
    async fn learn(&self, device: &DeviceAddress, at: NetworkAddress) -> Result<(), Unavailable> {
        let mut routes = lock(&self.0);
        if routes.len() >= Self::MOST && !routes.contains_key(device) {
            let any = routes.keys().next().cloned();
            any.map(|any| routes.remove(&any));
        }
        routes.insert(device.clone(), at);
        Ok(())
    }

    async fn forget(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        lock(&self.0).remove(device);
        Ok(())
    }

    async fn route(&self, device: &DeviceAddress) -> Result<Option<NetworkAddress>, Unavailable> {
        Ok(lock(&self.0).get(device).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_device_too_many_displaces_another() {
        let routes = MemoryRoutes::default();
        let at: NetworkAddress = "192.0.2.7:7500".parse().unwrap();

        for n in 0..=MemoryRoutes::MOST {
            let device = format!("d1.u{n}.peers.example.org").parse().unwrap();
            routes.learn(&device, at.clone()).await.unwrap();
        }

        let newest = format!("d1.u{}.peers.example.org", MemoryRoutes::MOST).parse().unwrap();
        assert_eq!(routes.route(&newest).await.unwrap(), Some(at));
        assert_eq!(lock(&routes.0).len(), MemoryRoutes::MOST);
    }
}
