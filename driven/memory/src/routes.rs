use std::{collections::HashMap, sync::Mutex};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress};
use causerie_usecases::ports::{Retry, Route, Routes, Unavailable};

use crate::lock::lock;

/// The last known ways to at most [`MemoryRoutes::MOST`] devices. When it is full, any one makes room.
#[derive(Debug, Default)]
pub struct MemoryRoutes(Mutex<HashMap<DeviceAddress, Route>>);

impl MemoryRoutes {
    /// How many devices are remembered at most.
    pub const MOST: usize = 10_000;
}

#[async_trait]
impl Routes for MemoryRoutes {
    async fn learn(&self, device: &DeviceAddress, at: NetworkAddress) -> Result<(), Unavailable> {
        self.keep(device, Route::To(at));
        Ok(())
    }

    async fn fail(&self, device: &DeviceAddress, failed: &Retry) -> Result<(), Unavailable> {
        self.keep(device, Route::None(failed.clone()));
        Ok(())
    }

    async fn route(&self, device: &DeviceAddress) -> Result<Option<Route>, Unavailable> {
        Ok(lock(&self.0).get(device).cloned())
    }
}

impl MemoryRoutes {
    fn keep(&self, device: &DeviceAddress, route: Route) {
        let mut routes = lock(&self.0);
        if routes.len() >= Self::MOST && !routes.contains_key(device) {
            let any = routes.keys().next().cloned();
            any.map(|any| routes.remove(&any));
        }
        routes.insert(device.clone(), route);
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
        assert_eq!(routes.route(&newest).await.unwrap(), Some(Route::To(at)));
        assert_eq!(lock(&routes.0).len(), MemoryRoutes::MOST);
    }
}
