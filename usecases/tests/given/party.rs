//! One peer of a story.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use causerie_chat::{Body, Cause, DeliveryState, Envelope, EnvelopeId, Message, SafetyNumber};
use causerie_memory::{MemoryEvents, MemoryPeer};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        Peer,
        commands::{
            DecideIdentity, DecideIdentityError, DeliverWaiting, ReceiveEnvelopes,
            ReceiveEnvelopesError, ReplenishPreKeys, SendMessage, SendMessageError, Verdict,
        },
        queries::{ReadConversation, ReadIdentity, ReadMessage, ReadUnopened, Standing},
    },
    ports::{Cursor, Pending, Retry, Unavailable, UnopenedEnvelope},
};
use tokio::sync::Notify;

use super::{address, clock::Clock, device, mail::Mailroom, message_id, wire::Crossed, words};

/// A peer, and the store it keeps everything in.
pub(crate) struct Party {
    pub(crate) name: String,
    pub(crate) store: Arc<MemoryPeer>,
    pub(crate) peer: Arc<Peer>,
    pub(crate) bell: Arc<Notify>,
    pub(crate) receipts_bell: Arc<Notify>,
    pub(crate) rooms_bell: Arc<Notify>,
    pub(crate) events: Arc<MemoryEvents>,
    pub(crate) mail: Arc<Mailroom>,
    /// When it last attempted to deliver anything.
    pub(crate) attempted: AtomicU64,
    pub(crate) clock: Arc<Clock>,
}

impl Party {
    /// Says message `n`, without delivering it.
    pub(crate) async fn says(&self, n: u16, to: &str) {
        self.tries_to_say(n, to).await.unwrap();
    }

    pub(crate) async fn tries_to_say(&self, n: u16, to: &str) -> Result<(), SendMessageError> {
        self.peer.send_message.handle(self.saying(n, to, &words(n))).await
    }

    pub(crate) fn saying(&self, n: u16, to: &str, text: &str) -> SendMessage {
        let (to, text) = (address(to), text.parse().unwrap());
        let (at, randomness) = (self.clock.now(), self.clock.randomness());
        SendMessage {
            id: message_id(n),
            to: to.into(),
            text,
            reply_to: None,
            expires_in: None,
            at,
            trace: None,
            randomness,
        }
    }

    /// One attempt to deliver what waits, at a moment of its own.
    pub(crate) async fn delivers(&self, to: &str) {
        self.clock.passes(self.attempted.load(Ordering::SeqCst));
        self.attempted.store(self.clock.now().millis(), Ordering::SeqCst);
        let (at, claim) = (self.clock.now(), self.clock.claim());
        let randomness = self.clock.randomness();
        let command = DeliverWaiting { to: device(to), at, jitter: 0, claim, randomness };
        self.peer.deliver_waiting.handle(command).await.unwrap();
    }

    /// Says message `n` and makes one attempt to deliver it.
    pub(crate) async fn tells(&self, n: u16, to: &str) {
        self.says(n, to).await;
        self.delivers(to).await;
    }

    pub(crate) async fn replenishes(&self) {
        self.tries_to_replenish().await.unwrap();
    }

    pub(crate) async fn tries_to_replenish(&self) -> Result<(), Unavailable> {
        let (randomness, at) = (self.clock.randomness(), self.clock.now());
        self.peer.replenish_pre_keys.handle(ReplenishPreKeys { randomness, at }).await
    }

    pub(crate) async fn receives(
        &self,
        from: &str,
        envelopes: Vec<Envelope>,
    ) -> Result<(), ReceiveEnvelopesError> {
        let (sender, at) = (device(from), self.clock.now());
        self.peer
            .receive_envelopes
            .handle(ReceiveEnvelopes { sender, envelopes, at, randomness: self.clock.following() })
            .await
    }

    /// Receives once more what crossed the wire before, and says what was refused.
    pub(crate) async fn receives_again(&self, crossed: &[Crossed]) -> Vec<(EnvelopeId, Cause)> {
        let from = &crossed[0].from.person.username;
        let envelopes = crossed.iter().map(|it| it.envelope.clone()).collect();
        refused(self.receives(from.as_str(), envelopes).await)
    }

    pub(crate) async fn decides(
        &self,
        about: &str,
        verdict: Verdict,
    ) -> Result<(), DecideIdentityError> {
        let (who, at) = (address(about), self.clock.now());
        self.peer.decide_identity.handle(DecideIdentity { who, verdict, at }).await
    }

    /// All that was said with somebody.
    pub(crate) async fn conversation(&self, with: &str) -> Vec<Message> {
        let with = address(with);
        let query = ReadConversation {
            with: with.into(),
            after: Cursor::default(),
            limit: 1_000,
            at: self.clock.now(),
        };
        let entries = self.peer.read_conversation.handle(query).await.unwrap();
        entries.into_iter().map(|entry| entry.message).collect()
    }

    /// What somebody said to this one, in the order it came.
    pub(crate) async fn heard(&self, from: &str) -> Vec<String> {
        let said = self.conversation(from).await.into_iter();
        let theirs = said.filter(|message| message.author == address(from));
        let words = |message: Message| match message.body {
            Body::Text(text) => Some(text.as_str().to_owned()),
            _ => None,
        };
        theirs.filter_map(words).collect()
    }

    pub(crate) async fn state(&self, n: u16) -> DeliveryState {
        let query = ReadMessage { id: message_id(n), from: None, at: self.clock.now() };
        self.peer.read_message.handle(query).await.unwrap().unwrap().entry.state
    }

    /// What keeps anything waiting for somebody's device.
    pub(crate) async fn retry(&self, to: &str) -> Option<Retry> {
        self.store.retry(&device(to)).await.unwrap()
    }

    pub(crate) async fn cause(&self, to: &str) -> Option<Cause> {
        self.retry(to).await.map(|retry| retry.cause)
    }

    /// How many envelopes wait.
    pub(crate) async fn depth(&self) -> u64 {
        self.store.depth().await.unwrap().envelopes
    }

    /// What lies sealed in the outbox for somebody, up to the first that is not.
    pub(crate) async fn sealed_for(&self, to: &str) -> Vec<Envelope> {
        let batch = self.store.waiting(&device(to), false, 1_000, usize::MAX).await.unwrap();
        batch.sealed.into_iter().map(|outgoing| outgoing.envelope).collect()
    }

    pub(crate) async fn unopened(&self) -> Vec<UnopenedEnvelope> {
        self.peer.read_unopened.handle(ReadUnopened).await.unwrap()
    }

    pub(crate) async fn standing(&self, of: &str) -> Option<Standing> {
        self.peer.read_identity.handle(ReadIdentity { who: address(of) }).await.unwrap()
    }

    /// The number to compare with somebody, as this one sees it.
    pub(crate) async fn number(&self, with: &str) -> SafetyNumber {
        self.standing(with).await.unwrap().safety_number
    }
}

/// Which envelopes were refused, and why.
pub(crate) fn refused(outcome: Result<(), ReceiveEnvelopesError>) -> Vec<(EnvelopeId, Cause)> {
    let refused = match outcome {
        Ok(()) => Some(Vec::new()),
        Err(ReceiveEnvelopesError::Refused(refused)) => Some(refused),
        Err(ReceiveEnvelopesError::NotAccepted | ReceiveEnvelopesError::Unavailable(_)) => None,
    };
    refused.unwrap()
}

/// The words of messages in that order.
pub(crate) fn numbers(all: impl IntoIterator<Item = u16>) -> Vec<String> {
    all.into_iter().map(words).collect()
}
