//! Who takes part in the stories.

#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

pub(crate) mod acquaintance;
pub(crate) mod clock;
pub(crate) mod desk;
pub(crate) mod devices;
pub(crate) mod directory;
pub(crate) mod files;
pub(crate) mod forger;
pub(crate) mod full;
pub(crate) mod kinds;
pub(crate) mod later;
pub(crate) mod linking;
pub(crate) mod mail;
pub(crate) mod mailing;
pub(crate) mod party;
pub(crate) mod past;
pub(crate) mod stored;
pub(crate) mod untrue;
mod wallet;
pub(crate) mod wire;
pub(crate) mod world;

use causerie_chat::{
    AccountSecret, Address, Body, Device, DeviceAddress, DeviceSecret, Enrolment, EnvelopeId,
    Message, MessageId, Person, Timestamp, VerifiedEnrolment,
};
use causerie_usecases::ports::Addressed;

/// A device's secrets; each name has its own. `d2.bob` is another device of `bob`.
pub(crate) fn secrets(name: &str) -> (AccountSecret, DeviceSecret) {
    let seed = |name: &str, last: u8| {
        let mut seed = [7; 32];
        seed[..name.len()].copy_from_slice(name.as_bytes());
        seed[31] = last;
        seed
    };
    let account = name.split_once('.').map_or(name, |(_, person)| person);
    (AccountSecret::from_seed(&seed(account, 7)), DeviceSecret::from_seed(&seed(name, 8)))
}

/// The first device of a name, or, as in `d2.bob`, the one that is named.
pub(crate) fn device(name: &str) -> DeviceAddress {
    let first = if name.contains('.') { "" } else { "d1." };
    format!("{first}{name}.peers.example.org").parse().unwrap()
}

pub(crate) fn address(name: &str) -> Address {
    device(name).person
}

pub(crate) fn person(name: &str) -> Person {
    person_with_keys(name, name)
}

/// The person of that name, were they whoever has the secrets of `keys`.
pub(crate) fn person_with_keys(name: &str, keys: &str) -> Person {
    let (account, own) = secrets(keys);
    let Enrolment { device, account_key, device_key, account_signature, .. } =
        Enrolment::sign(device(name), &account, &own);
    let first = Device { id: device.device, key: device_key, signature: account_signature };
    Person { address: device.person, account_key, devices: vec![first], list: None }
}

pub(crate) fn enrolment(name: &str) -> VerifiedEnrolment {
    let (account, own) = secrets(name);
    Enrolment::sign(device(name), &account, &own).verify().unwrap()
}

pub(crate) fn message_id(n: u16) -> MessageId {
    format!("0191d5f2-7c4a-7abc-8def-01234567{n:04x}").parse().unwrap()
}

pub(crate) fn message(n: u16, author: &str, recipient: &str) -> Message {
    Message {
        id: message_id(n),
        author: address(author),
        recipient: address(recipient).into(),
        sent_at: at(5),
        body: Body::Text(words(n).parse().unwrap()),
        reply_to: None,
        expires_at: None,
    }
}

/// What message `n` says.
pub(crate) fn words(n: u16) -> String {
    format!("number {n}")
}

/// What message `n` travels in, to the one device of that name.
pub(crate) fn envelope_id(n: u16, to: &str) -> EnvelopeId {
    EnvelopeId::of(message_id(n), &device(to))
}

/// What is to bring `message` to the one device of its recipient.
pub(crate) fn addressed(message: &Message) -> Addressed {
    let recipient = device(message.recipient.person().unwrap().username.as_str());
    Addressed { id: EnvelopeId::of(message.id, &recipient), recipient, trace: None }
}

pub(crate) fn at(second: u64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}
