//! What both the directory and the local API answer.

use causerie_chat::Person;
use causerie_wire as wire;

pub(crate) fn person(person: &Person) -> wire::Person {
    let devices = person.devices.iter();
    wire::Person {
        address: person.address.to_string(),
        account_key: person.account_key.as_bytes().into(),
        devices: devices
            .map(|device| wire::Device {
                id: device.id.to_string(),
                key: device.key.as_bytes().into(),
                signature: device.signature.as_bytes().into(),
            })
            .collect(),
        device_list: person.list.as_ref().map(|list| list.encode().into()),
    }
}
