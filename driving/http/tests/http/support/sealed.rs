use std::sync::Arc;

use causerie_chat::{
    Address, Body, DeviceAddress, EnvelopeId, Introduction, Message, Timestamp, pad,
};
use causerie_session::{Initiation, Randomness, RustCrypto};
use causerie_usecases::peer::OwnIdentity;
use causerie_wire::WireEnvelope;

use super::{Keys, device, secrets};

/// An envelope for Bob with a message by `author`; each number is another message.
pub(crate) fn envelope(n: u8, author: &str, text: &str) -> WireEnvelope {
    let message = message(n, author, "bob", text);
    let sealed = sealed(author, "bob", std::slice::from_ref(&message)).remove(0);
    enveloped(&message, sealed)
}

pub(crate) fn message(n: u8, author: &str, recipient: &str, text: &str) -> Message {
    let id = format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap();
    let person = |name: &str| -> Address { device(name).person };
    let body = Body::Text(text.parse().unwrap());
    let sent_at = Timestamp::from_millis(1_700_000_000_000);
    Message {
        id,
        author: person(author),
        recipient: person(recipient).into(),
        sent_at,
        body,
        reply_to: None,
        expires_at: None,
    }
}

/// What carries the message to Bob, with these bytes in it.
pub(crate) fn enveloped(message: &Message, sealed: Vec<u8>) -> WireEnvelope {
    WireEnvelope {
        id: EnvelopeId::of(message.id, &device("bob")).as_bytes().to_vec(),
        recipient: device("bob").to_string(),
        sealed,
        trace: None,
        same_as: None,
    }
}

/// The messages sealed by a device of `by`, in one session that it begins with `with`'s key of last resort; which session follows
/// from the first message.
pub(crate) fn sealed(by: &str, with: &str, messages: &[Message]) -> Vec<Vec<u8>> {
    let (me, they) = (own(&device(by)), own(&device(with)));
    let initiation = Initiation {
        me: &me.secret,
        my_name: &me.name,
        bundle: &Keys::of(with, 1).last_resort().verify(&RustCrypto).unwrap(),
        their_name: &they.name,
        introduction: &me.introduction.encode(&[]),
    };
    let n = messages[0].id.as_bytes()[15];
    let mut session = initiation.begin(&RustCrypto, &Randomness::new([n; 32]), 1).unwrap();
    let mut all = Vec::new();
    for message in messages {
        let randomness = Randomness::new([!message.id.as_bytes()[15]; 32]);
        let (next, sealed) = session.encrypt(&RustCrypto, &pad(message.encode()), randomness, 1);
        session = next;
        all.push(sealed.unwrap());
    }
    all
}

fn own(device: &DeviceAddress) -> OwnIdentity {
    let (account, own) = secrets(device.person.username.as_str());
    let introduction = Introduction::sign(device.clone(), &account, &own);
    OwnIdentity::new(device.clone(), &own, &introduction, Arc::new(RustCrypto))
}
