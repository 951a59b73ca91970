use std::sync::Arc;

use causerie_chat::{
    DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path, Person, Sealed,
};
use causerie_contracts::{
    ALICE, BOB, PeerStore, Reading, address, at, begun, device, message, one_time_secret, received,
    signed_secret,
};
use causerie_session::SessionId;
use causerie_usecases::ports::{Cursor, KnownIdentity, NotTaken, ShelvedSigned, Spent, Wanted};

pub(crate) fn meeting(person: Person) -> Arc<Reading> {
    Arc::new(Reading { meets: Some(person), ..Reading::default() })
}

pub(crate) async fn known(peer: &PeerStore) -> Option<KnownIdentity> {
    peer.identities.identity(&address(BOB)).await.unwrap()
}

pub(crate) async fn take(
    peer: &PeerStore,
    envelopes: impl Into<Vec<Envelope>>,
    opening: &Arc<Reading>,
) -> Result<(), NotTaken> {
    peer.inbox.take(&bob(), envelopes.into(), opening.clone(), Path::Direct, at(9)).await
}

pub(crate) async fn conversation(peer: &PeerStore, with: &str) -> Vec<Message> {
    let entries = peer.history.conversation(&address(with).into(), Cursor(0), 100).await.unwrap();
    entries.into_iter().map(|entry| entry.message).collect()
}

/// A generation, and one-time pre-keys of it.
pub(crate) async fn shelve(peer: &PeerStore, generation: u32, numbers: &[u32]) {
    let secret = signed_secret(generation);
    peer.shelf.keep_signed(&ShelvedSigned { generation, secret, made_at: at(0) }).await.unwrap();
    let keys = numbers.iter().map(|number| (*number, one_time_secret(*number))).collect();
    peer.shelf.keep_one_time(keys).await.unwrap();
}

pub(crate) fn wanted(session: u8, generation: u32, one_time: Option<u32>) -> Wanted {
    let session: SessionId = begun(session).id();
    Wanted { session, generation, one_time }
}

#[allow(clippy::unnecessary_wraps, reason = "as it stands in an opening")]
pub(crate) fn one_time(number: u32) -> Option<Spent> {
    Some(Spent::OneTime(number))
}

pub(crate) fn bob() -> DeviceAddress {
    device("d1", BOB)
}

pub(crate) fn said(n: u8) -> Message {
    message(n, BOB, ALICE, "hello")
}

/// What is no message, in the envelope of message `n`.
pub(crate) fn noise(n: u8) -> Envelope {
    let sealed = Sealed::try_from(vec![0xFF; 40 + usize::from(n)]).unwrap();
    Envelope { sealed, ..received(&said(n)) }
}

pub(crate) fn numbered(n: u16) -> EnvelopeId {
    let mut id = [0; 16];
    (id[6], id[8]) = (0x70, 0x80);
    id[14..].copy_from_slice(&n.to_be_bytes());
    EnvelopeId::of(MessageId::try_from(&id[..]).unwrap(), &device("d1", ALICE))
}
