//! People, what they say, and a session to say it in.

use std::{path::Path, sync::Arc};

use causerie_chat::{
    AccountSecret, Address, Body, Cause, Device, DeviceAddress, DeviceSecret, Envelope, EnvelopeId,
    Message, MessageId, Person, Sealed, Timestamp,
};
use causerie_session::{
    IdentitySecret, Initiation, OneTimePreKeys, Randomness, RustCrypto, Session, Sessions,
    SignedPreKeys,
};
use causerie_sqlite::{SqlitePeer, StoreKey};
use causerie_usecases::ports::{Addressed, Inbox, Known, Opened, Opening, Outbox, Sealing, Wanted};

pub(crate) const ALICE: &str = "alice@chat.example.org";
pub(crate) const BOB: &str = "bob@chat.example.org";
pub(crate) const CAROL: &str = "carol@elsewhere.example.net";

pub(crate) fn open(file: &Path) -> SqlitePeer {
    SqlitePeer::open(file, address(ALICE), &StoreKey::new(STORE_KEY)).unwrap()
}

pub(crate) const STORE_KEY: [u8; 32] = [0x5a; 32];

pub(crate) fn address(raw: &str) -> Address {
    raw.parse().unwrap()
}

pub(crate) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000)
}

pub(crate) fn device(id: &str, of: &str) -> DeviceAddress {
    DeviceAddress { person: address(of), device: id.parse().unwrap() }
}

/// Somebody with an account key of the seed `account` and one device for each pair of id and seed.
pub(crate) fn person(of: &str, account: u8, devices: &[(&str, u8)]) -> Person {
    let devices = devices.iter().map(|(id, seed)| Device {
        id: id.parse().unwrap(),
        key: DeviceSecret::from_seed(&[*seed; 32]).public(),
        signature: [0; 64].into(),
    });
    Person {
        address: address(of),
        account_key: AccountSecret::from_seed(&[account; 32]).public(),
        devices: devices.collect(),
        list: None,
    }
}

/// Message number `n`, said `n` seconds into the story.
pub(crate) fn message(n: u8, from: &str, to: &str, text: &str) -> Message {
    let mut id = [n; 16];
    id[6] = 0x70; // version 7
    id[8] = 0x80; // variant of RFC 9562
    Message {
        id: MessageId::try_from(&id[..]).unwrap(),
        author: address(from),
        recipient: address(to).into(),
        sent_at: at(n.into()),
        body: Body::Text(text.parse().unwrap()),
        reply_to: None,
        expires_at: None,
    }
}

pub(crate) fn addressed(message: &Message, to: &DeviceAddress) -> Addressed {
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().unwrap();
    let id = EnvelopeId::of(message.id, to);
    Addressed { id, recipient: to.clone(), trace: Some(trace) }
}

/// Queues a message for one device.
pub(crate) async fn send(peer: &SqlitePeer, message: &Message, to: &DeviceAddress) {
    let envelopes = vec![addressed(message, to)];
    peer.enqueue(message, envelopes, Arc::new(Sealed7)).await.unwrap();
}

/// Takes a message that came from one device.
pub(crate) async fn receive(peer: &SqlitePeer, message: &Message, from: &DeviceAddress) {
    let recipient = device("d1", ALICE);
    let id = EnvelopeId::of(message.id, &recipient);
    let envelope = Envelope { id, recipient, sealed: Sealed::try_from(vec![7; 50]).unwrap() };
    let opening = Arc::new(Reads(Ok(message.clone())));
    peer.take(from, vec![envelope], opening, causerie_chat::Path::Direct, at(9)).await.unwrap();
}

/// Takes an envelope of one device that does not open.
pub(crate) async fn refuse(peer: &SqlitePeer, from: &DeviceAddress) {
    let recipient = device("d1", ALICE);
    let id = EnvelopeId::of(message(99, BOB, ALICE, "-").id, &recipient);
    let envelope = Envelope { id, recipient, sealed: Sealed::try_from(vec![7; 50]).unwrap() };
    let opening = Arc::new(Reads(Err(Cause::CANNOT_OPEN)));
    peer.take(from, vec![envelope], opening, causerie_chat::Path::Direct, at(9)).await.unwrap_err();
}

/// A session that Alice began.
pub(crate) fn session() -> Session {
    let random = |n| Randomness::new([n; 32]);
    let p = &RustCrypto;
    let (alice, bob) = (IdentitySecret::of_seed(p, &[1; 32]), IdentitySecret::of_seed(p, &[2; 32]));
    let signed = SignedPreKeys::generate(p, 1, &random(3));
    let one_time = OneTimePreKeys::generate(p, 1, &random(4));
    let bundle = signed.with(p, &bob, &one_time).verify(p).unwrap();
    let begin = Initiation {
        me: &alice,
        my_name: b"alice",
        bundle: &bundle,
        their_name: b"bob",
        introduction: b"",
    };
    begin.begin(p, &random(5), 0).unwrap()
}

/// Seals in whatever session there is, into bytes that say nothing.
struct Sealed7;

impl Sealing for Sealed7 {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        known
    }

    fn seal(
        &self,
        _: &Message,
        _: &Addressed,
        _: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        (sessions, Sealed::try_from(vec![7; 100]).ok())
    }
}

/// Reads the same in every envelope, and has a session then.
struct Reads(Result<Message, Cause>);

impl Opening for Reads {
    fn wants(&self, _: &Envelope) -> Option<Wanted> {
        None
    }

    fn open(&self, _: &Envelope, _: Known) -> Opened {
        let sessions = Some(Sessions::new(session()));
        Opened { reading: self.0.clone(), after: None, sessions, met: None, spent: None }
    }
}
