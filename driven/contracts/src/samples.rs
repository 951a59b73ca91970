//! People and messages. A number or a seed makes each one different from the next.

use causerie_chat::{
    AccountSecret, Address, Challenge, ChallengeId, Credential, Device, DeviceAddress, DeviceList,
    DeviceSecret, Enrolment, Envelope, EnvelopeId, Message, MessageId, Person, Sealed, Timestamp,
    TraceContext, VerifiedEnrolment,
};
use causerie_usecases::ports::{Addressed, Answer, Cursor, Outgoing};

/// Whose peer it is.
pub const ALICE: &str = "alice@chat.example.org";
/// A friend of hers.
pub const BOB: &str = "bob@chat.example.org";
/// Another one.
pub const CAROL: &str = "carol@chat.example.org";

/// The address in `raw`.
#[must_use]
pub fn address(raw: &str) -> Address {
    raw.parse().unwrap()
}

/// The moment `seconds` seconds into the story.
#[must_use]
pub fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000)
}

/// A device of the person with the address `of`.
#[must_use]
pub fn device(id: &str, of: &str) -> DeviceAddress {
    DeviceAddress { person: address(of), device: id.parse().unwrap() }
}

/// A claim to `of`, with a first device `d1`, by the keys of two seeds.
#[must_use]
pub fn enrolment(of: &str, account: u8, own: u8) -> VerifiedEnrolment {
    enrolment_with("d1", of, account, own)
}

fn enrolment_with(id: &str, of: &str, account: u8, own: u8) -> VerifiedEnrolment {
    let account = AccountSecret::from_seed(&[account; 32]);
    let own = DeviceSecret::from_seed(&[own; 32]);
    Enrolment::sign(device(id, of), &account, &own).verify().unwrap()
}

/// Somebody with an account key of the seed `account`, who took on one device for each pair of id and seed.
#[must_use]
pub fn person(of: &str, account: u8, devices: &[(&str, u8)]) -> Person {
    let account = AccountSecret::from_seed(&[account; 32]);
    let devices = devices.iter().map(|(id, seed)| {
        let own = DeviceSecret::from_seed(&[*seed; 32]);
        let Enrolment { device, device_key, account_signature, .. } =
            Enrolment::sign(device(id, of), &account, &own);
        Device { id: device.device, key: device_key, signature: account_signature }
    });
    Person {
        address: address(of),
        account_key: account.public(),
        devices: devices.collect(),
        list: None,
    }
}

/// The same person after they linked one more device, `id` with a key of the seed `own`.
#[must_use]
pub fn linked(person: &Person, account: u8, id: &str, own: u8) -> Person {
    let account = AccountSecret::from_seed(&[account; 32]);
    let own = DeviceSecret::from_seed(&[own; 32]);
    let device = DeviceAddress { person: person.address.clone(), device: id.parse().unwrap() };
    let signature = account.take_on(&device, &own.public());
    let device = Device { id: device.device, key: own.public(), signature };
    let at = at(person.version());
    Person::listed(account.public(), DeviceList::with(person, device, at, &account).unwrap())
}

/// The same person after they revoked a device.
#[must_use]
pub fn revoked(person: &Person, account: u8, id: &str) -> Person {
    let account = AccountSecret::from_seed(&[account; 32]);
    let at = at(person.version());
    let list = DeviceList::without(person, &id.parse().unwrap(), at, &account).unwrap();
    Person::listed(account.public(), list)
}

/// The challenge number `n`.
#[must_use]
pub fn challenge(n: u8, expires: Timestamp) -> Challenge {
    Challenge { id: ChallengeId::from([n; 32]), nonce: [n ^ 0xff; 32].into(), expires }
}

/// The answer to the statement number `n`.
#[must_use]
pub fn answer(n: u8) -> Answer {
    let credential = Credential::try_from(vec![vec![n; 700], vec![], vec![n; 8192]]).unwrap();
    Answer { statement: [n; 32], credential }
}

/// Message number `n`, said `n` seconds into the story.
#[must_use]
pub fn message(n: u8, from: &str, to: &str, text: &str) -> Message {
    let mut id = [n; 16];
    id[6] = 0x70; // version 7
    id[8] = 0x80; // variant of RFC 9562
    Message {
        id: MessageId::try_from(&id[..]).unwrap(),
        author: address(from),
        recipient: address(to).into(),
        sent_at: at(n.into()),
        body: causerie_chat::Body::Text(text.parse().unwrap()),
        reply_to: None,
        expires_at: None,
    }
}

/// What is to bring `message` to `to`.
#[must_use]
pub fn addressed(message: &Message, to: &DeviceAddress) -> Addressed {
    Addressed { id: EnvelopeId::of(message.id, to), recipient: to.clone(), trace: Some(trace()) }
}

/// The envelope that brings `message` to `to` once [`crate::Filled`] has put `bytes` bytes in it.
#[must_use]
pub fn outgoing(message: &Message, to: &DeviceAddress, bytes: usize) -> Outgoing {
    let Addressed { id, recipient, trace } = addressed(message, to);
    let sealed = Sealed::try_from(vec![7; bytes]).unwrap();
    Outgoing { envelope: Envelope { id, recipient, sealed }, trace }
}

/// `message` as it reaches Alice's first device, for [`crate::Reading`] to read.
#[must_use]
pub fn received(message: &Message) -> Envelope {
    let recipient = device("d1", ALICE);
    let id = EnvelopeId::of(message.id, &recipient);
    Envelope { id, recipient, sealed: Sealed::try_from(message.encode()).unwrap() }
}

/// The place of the `n`th that came to a device, from 1 on.
#[must_use]
pub fn place(n: u64) -> Cursor {
    Cursor(Cursor::ORIGIN.0.saturating_add(n))
}

/// A trace.
#[must_use]
pub fn trace() -> TraceContext {
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().unwrap()
}
