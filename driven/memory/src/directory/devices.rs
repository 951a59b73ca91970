use causerie_chat::{Device, VerifiedEnrolment};

use super::MemoryDirectory;
use crate::lock::lock;

impl MemoryDirectory {
    /// Takes one more device of a person on record, as if the person had linked it; of somebody it does not know it takes none.
    pub fn adds(&self, enrolment: &VerifiedEnrolment) {
        let enrolment = enrolment.enrolment();
        let mut records = lock(&self.records);
        records.keys.insert(*enrolment.device_key.as_bytes());
        let Some(person) = records.people.get_mut(&enrolment.device.person) else { return };
        let device = Device {
            id: enrolment.device.device.clone(),
            key: enrolment.device_key,
            signature: enrolment.account_signature,
        };
        if person.account_key == enrolment.account_key && !person.devices.contains(&device) {
            person.devices.push(device);
        }
    }
}
