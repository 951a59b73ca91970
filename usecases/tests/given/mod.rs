//! Who takes part in the stories.

#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

pub(crate) mod desk;

use causerie_chat::{
    AccountSecret, Address, Body, Device, DeviceAddress, DeviceSecret, Enrolment, Envelope,
    EnvelopeId, Message, MessageId, Person, Sealed, Timestamp, VerifiedEnrolment,
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

pub(crate) fn enrolment(name: &str) -> VerifiedEnrolment {
    let (account, own) = secrets(name);
    Enrolment::sign(device(name), &account, &own).verify().unwrap()
}

pub(crate) fn message_id(n: u8) -> MessageId {
    format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap()
}

pub(crate) fn message(n: u8, author: &str, recipient: &str) -> Message {
    Message {
        id: message_id(n),
        author: address(author),
        recipient: address(recipient),
        sent_at: at(5),
        body: Body::Text(format!("number {n}").parse().unwrap()),
    }
}

/// What brings `message` to the one device of its recipient.
pub(crate) fn envelope(message: &Message) -> Envelope {
    let recipient = device(message.recipient.username.as_str());
    let id = EnvelopeId::of(message.id, &recipient);
    Envelope { id, recipient, sealed: Sealed::try_from(message.encode()).unwrap() }
}

pub(crate) fn at(second: u64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}
