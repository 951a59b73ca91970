use std::sync::Arc;

use causerie_chat::{DeviceAddress, EnvelopeId, Message, MessageId, Sealed, Timestamp};
use causerie_contracts::{
    ALICE, BOB, Filled, InSession, PeerStore, addressed, at, counterpart, device, message,
};
use causerie_session::{DecryptError, RustCrypto, Sessions};
use causerie_usecases::ports::{Addressed, Batch, Sealing};

/// Seals as [`Filled`] does, in a fresh session.
pub(crate) struct InFresh(pub(crate) u8);

impl Sealing for InFresh {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        InSession::fresh(self.0).begin(known)
    }

    fn seal(
        &self,
        message: &Message,
        envelope: &Addressed,
        after: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        Filled(3).seal(message, envelope, after, sessions)
    }
}

pub(crate) fn say(n: u8) -> Message {
    message(n, ALICE, BOB, "hello")
}

/// One that [`Filled`] does not seal.
pub(crate) fn stop(n: u8) -> Message {
    message(n, ALICE, BOB, "stop")
}

pub(crate) fn numbered(n: u8) -> Message {
    let mut id = [0; 16];
    (id[5], id[6], id[8]) = (n, 0x70, 0x80);
    Message { id: MessageId::try_from(&id[..]).unwrap(), ..say(1) }
}

pub(crate) async fn queue(peer: &PeerStore, message: &Message, sealing: impl Sealing + 'static) {
    let envelopes = vec![addressed(message, &bob())];
    peer.outbox.enqueue(message, envelopes, Arc::new(sealing)).await.unwrap();
}

pub(crate) async fn waiting(peer: &PeerStore) -> Batch {
    peer.pending.waiting(&bob(), false, 1_000, 1_000_000).await.unwrap()
}

pub(crate) fn bob() -> DeviceAddress {
    device("d1", BOB)
}

/// What the other side of session `n` reads.
pub(crate) fn read(n: u8, sealed: &[&Sealed]) -> Vec<Message> {
    let (mut sessions, first) = counterpart(n, sealed[0].as_bytes());
    let mut texts = vec![first];
    for sealed in &sealed[1..] {
        let (next, opened) = sessions.decrypt(&RustCrypto, sealed.as_bytes(), seconds(at(0)));
        let opened: Result<_, DecryptError> = opened;
        texts.push(opened.unwrap().text);
        sessions = next;
    }
    texts.iter().map(|text| Message::decode(text).unwrap()).collect()
}

pub(crate) fn seconds(at: Timestamp) -> u64 {
    at.seconds()
}
