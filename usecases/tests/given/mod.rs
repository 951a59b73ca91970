//! Who takes part in the stories.

#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

use causerie_chat::{
    AccountSecret, Address, Device, DeviceAddress, DeviceSecret, MessageId, Person, Timestamp,
};

/// A device's secrets; each name has its own.
pub(crate) fn secrets(name: &str) -> (AccountSecret, DeviceSecret) {
    let mut seed = [7; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    let account = AccountSecret::from_seed(&seed);
    seed[31] = 8;
    (account, DeviceSecret::from_seed(&seed))
}

pub(crate) fn device(name: &str) -> DeviceAddress {
    format!("d1.{name}.peers.example.org").parse().unwrap()
}

pub(crate) fn address(name: &str) -> Address {
    device(name).person
}

pub(crate) fn person(name: &str) -> Person {
    let (account, own) = secrets(name);
    let devices = vec![Device { id: device(name).device, key: own.public() }];
    Person { address: address(name), account_key: account.public(), devices }
}

pub(crate) fn message_id(n: u8) -> MessageId {
    format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap()
}

pub(crate) fn at(second: u64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}
