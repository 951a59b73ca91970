use async_trait::async_trait;
use causerie_chat::{Device, Person, Timestamp, VerifiedEnrolment};
use causerie_usecases::ports::{NotRegistered, Registry};

use super::MemoryDirectory;
use crate::lock::lock;

#[async_trait]
impl Registry for MemoryDirectory {
    async fn register(
        &self,
        enrolment: &VerifiedEnrolment,
        _: Timestamp,
    ) -> Result<(), NotRegistered> {
        let enrolment = enrolment.enrolment();
        let address = enrolment.device.person.clone();
        let device = Device {
            id: enrolment.device.device.clone(),
            key: enrolment.device_key,
            signature: enrolment.account_signature,
        };
        let keys = [*enrolment.account_key.as_bytes(), *enrolment.device_key.as_bytes()];

        let mut records = lock(&self.records);
        if let Some(known) = records.people.get(&address) {
            let same = known.account_key == enrolment.account_key
                && known.devices.first().is_some_and(|d| d.id == device.id && d.key == device.key);
            return if same { Ok(()) } else { Err(NotRegistered::NameInUse) };
        }
        if keys.iter().any(|key| records.keys.contains(key)) {
            return Err(NotRegistered::KeyInUse);
        }
        records.keys.extend(keys);
        let account_key = enrolment.account_key;
        let person =
            Person { address: address.clone(), account_key, devices: vec![device], list: None };
        records.people.insert(address, person);
        Ok(())
    }
}
