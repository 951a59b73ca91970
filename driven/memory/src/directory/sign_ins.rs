use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{LastSignIn, SignInLog, SignIns, Unavailable};

use super::MemoryDirectory;
use crate::lock::lock;

#[async_trait]
impl SignIns for MemoryDirectory {
    async fn note(&self, device: &DeviceAddress, sign_in: LastSignIn) -> Result<(), Unavailable> {
        let records = &mut *lock(&self.records);
        let person = records.people.get(&device.person);
        if person.is_some_and(|person| person.devices.iter().any(|d| d.id == device.device)) {
            records.sign_ins.insert(device.clone(), sign_in);
        }
        Ok(())
    }
}

#[async_trait]
impl SignInLog for MemoryDirectory {
    async fn last(&self, device: &DeviceAddress) -> Result<Option<LastSignIn>, Unavailable> {
        Ok(lock(&self.records).sign_ins.get(device).copied())
    }
}
