use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{Published, Reachability, Unavailable, Whereabouts};

use super::MemoryDirectory;
use crate::lock::lock;

#[async_trait]
impl Reachability for MemoryDirectory {
    async fn publish(
        &self,
        device: &DeviceAddress,
        published: &Published,
    ) -> Result<(), Unavailable> {
        let mut records = lock(&self.records);
        let person = records.people.get(&device.person);
        if person.is_some_and(|person| person.devices.iter().any(|own| own.id == device.device)) {
            records.whereabouts.insert(device.clone(), published.clone());
        }
        Ok(())
    }

    async fn withdraw(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        lock(&self.records).whereabouts.remove(device);
        Ok(())
    }
}

#[async_trait]
impl Whereabouts for MemoryDirectory {
    async fn whereabouts(&self, device: &DeviceAddress) -> Result<Option<Published>, Unavailable> {
        Ok(lock(&self.records).whereabouts.get(device).cloned())
    }
}
