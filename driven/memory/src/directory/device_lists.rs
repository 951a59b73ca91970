use async_trait::async_trait;
use causerie_chat::{DeviceAddress, DeviceKey, DeviceList, Person, Timestamp};
use causerie_usecases::ports::{DeviceLists, ListRefused, Revocations, Unavailable};

use super::{MemoryDirectory, Records};
use crate::lock::lock;

#[async_trait]
impl DeviceLists for MemoryDirectory {
    async fn replace(&self, list: &DeviceList, _: Timestamp) -> Result<(), ListRefused> {
        let records = &mut *lock(&self.records);
        let Some(person) = records.people.get(&list.person).cloned() else {
            return Err(ListRefused::Stale);
        };
        if person.list.as_ref() == Some(list) {
            return Ok(());
        }
        if list.version != person.version() + 1 {
            return Err(ListRefused::Stale);
        }
        if records.is_any_in_use(list, &person) {
            return Err(ListRefused::InUse);
        }
        for device in person.devices.iter().filter(|device| !list.has(&device.id)) {
            records.revoke(person.device(device), device.key);
        }
        records.keys.extend(list.devices.iter().map(|listed| *listed.device.key.as_bytes()));
        let listed = Person::listed(person.account_key, list.clone());
        records.people.insert(person.address, listed);
        Ok(())
    }
}

#[async_trait]
impl Revocations for MemoryDirectory {
    async fn revoked(&self, device: &DeviceAddress) -> Result<Option<DeviceKey>, Unavailable> {
        Ok(lock(&self.records).revoked.get(device).copied())
    }
}

impl Records {
    fn is_any_in_use(&self, list: &DeviceList, person: &Person) -> bool {
        let is_new = |key: &DeviceKey| !self.keys.contains(key.as_bytes());
        list.devices().iter().any(|device| {
            let known = person.devices.iter().find(|known| known.id == device.id);
            match known {
                Some(known) => known.key != device.key,
                None => !is_new(&device.key) || self.revoked.contains_key(&person.device(device)),
            }
        })
    }

    fn revoke(&mut self, device: DeviceAddress, key: DeviceKey) {
        self.whereabouts.remove(&device);
        self.sign_ins.remove(&device);
        self.mail.remove(&device);
        self.shelf.forget(&device);
        self.leave_rooms(&device);
        self.blobs.unlist_all(&device);
        self.revoked.insert(device, key);
    }
}
