use thiserror::Error;

use crate::{
    Provider, Randomness, Session,
    agreement_key::AgreementPair,
    chain::ChainKey,
    header::{self, Header},
    labels, root,
    session::{SendingChain, header_seal_key},
};

/// Nonces are all zero: each key seals one text.
pub(crate) const NONCE: [u8; 12] = [0; 12];
pub(crate) const TAG_BYTES: usize = 16;

impl Session {
    /// The most bytes of text one message holds: 1 MiB.
    pub const MAX_TEXT_BYTES: usize = 1024 * 1024;

    /// Seals `text` for the other side, at `at` seconds since 1970.
    ///
    /// The message is 66 to 83 bytes longer than the text, once in a while 1.1 KiB more (an ML-KEM step), and 1.4 KiB more
    /// and what was said of oneself while the initiator awaits the first answer. The text is not padded.
    #[must_use = "the session has moved on, also where nothing was sealed"]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "what was drawn from is not to be drawn from again"
    )]
    pub fn encrypt(
        self,
        provider: &dyn Provider,
        text: &[u8],
        randomness: Randomness,
        at: u64,
    ) -> (Self, Result<Vec<u8>, EncryptError>) {
        if text.len() > Self::MAX_TEXT_BYTES {
            return (self, Err(EncryptError::TooLong));
        }
        let (mut session, started) = self.with_sending_chain(provider, &randomness, at);
        if let Err(refused) = started {
            return (session, Err(refused));
        }
        let is_initiator = session.is_initiator;
        session.kem = session.kem.before_sending(provider, is_initiator, at, || {
            let seed = randomness.draw(provider, labels::DRAW_KEM).0;
            (seed, randomness.draw(provider, labels::DRAW_ENCAPSULATION).0)
        });
        session.seal(provider, text)
    }

    /// Begins a chain if it is our turn to answer.
    fn with_sending_chain(
        mut self,
        provider: &dyn Provider,
        randomness: &Randomness,
        at: u64,
    ) -> (Self, Result<(), EncryptError>) {
        let Some(theirs) = self.theirs else {
            let sending = if self.sending.is_some() { Ok(()) } else { Err(EncryptError::Retired) };
            return (self, sending);
        };
        let mixed = self.kem.to_mix();
        if mixed.is_none() && !self.kem.may_go_on() {
            return (self, Err(EncryptError::KemOverdue));
        }
        let ours = AgreementPair::new(provider, &randomness.draw(provider, labels::DRAW_RATCHET).0);
        let Ok(agreed) = ours.agree(provider, &theirs) else {
            return (self, Err(EncryptError::WeakKey));
        };
        let step = root::step(provider, &self.root, &agreed, mixed);
        let mixed = mixed.is_some();

        self.root = step.root;
        self.previous = self.sending.as_ref().map_or(0, |chain| chain.next);
        self.sending = Some(SendingChain {
            key: ChainKey::new(step.chain),
            header_key: core::mem::replace(&mut self.next_header_sending, step.next_header),
            ratchet_key: *ours.public(),
            mixed,
            next: 0,
        });
        self.ours = Some(ours);
        self.theirs = None;
        self.kem = self.kem.turned(mixed, at);
        (self, Ok(()))
    }

    fn seal(
        mut self,
        provider: &dyn Provider,
        text: &[u8],
    ) -> (Self, Result<Vec<u8>, EncryptError>) {
        let Some(chain) = &mut self.sending else {
            return (self, Err(EncryptError::Retired));
        };
        let number = chain.next;
        // One number is left unused, so that a chain's length can always be told.
        let Some(next) = number.checked_add(1) else {
            return (self, Err(EncryptError::ChainExhausted));
        };
        let header = Header {
            ratchet_key: chain.ratchet_key,
            mixed: chain.mixed,
            previous: self.previous,
            number,
            piece: self.kem.piece(provider, number),
        };
        let (key, message_key) = chain.key.advance(provider);
        let kind = header.kind().initial(self.agreement.is_some());
        let agreement = self.agreement.as_deref().unwrap_or_default();
        let header_bytes = kind.header_bytes();
        let header_at = 1 + agreement.len();
        let body_at = header_at + header_bytes + TAG_BYTES;

        let mut message = Vec::with_capacity(body_at + text.len() + TAG_BYTES);
        message.push(kind.0);
        message.extend_from_slice(agreement);
        header.write(&mut message);
        let mut associated = Associated::new(&self.associated, kind.0);
        let body_associated = associated.with(&message[header_at..]);
        message.resize(body_at, 0);
        message.extend_from_slice(text);
        let tag =
            provider.seal(message_key.expose(), &NONCE, body_associated, &mut message[body_at..]);
        message.extend_from_slice(&tag);

        let header_key = header_seal_key(provider, &chain.header_key, &tag);
        let header_text = &mut message[header_at..header_at + header_bytes];
        let header_tag =
            provider.seal(header_key.expose(), &NONCE, associated.alone(), header_text);
        message[header_at + header_bytes..body_at].copy_from_slice(&header_tag);

        chain.key = key;
        chain.next = next;
        self.kem = self.kem.has_sent();
        (self, Ok(message))
    }
}

/// What a seal is bound to: the parties, the first byte, and for the body the header.
pub(crate) struct Associated {
    bytes: [u8; 33 + header::MAX_BYTES],
}

impl Associated {
    pub(crate) fn new(parties: &[u8; 32], kind: u8) -> Self {
        let mut bytes = [0; 33 + header::MAX_BYTES];
        bytes[..32].copy_from_slice(parties);
        bytes[32] = kind;
        Self { bytes }
    }

    /// For the header.
    pub(crate) fn alone(&self) -> &[u8] {
        &self.bytes[..33]
    }

    /// For the body.
    pub(crate) fn with(&mut self, header: &[u8]) -> &[u8] {
        let end = 33 + header.len();
        self.bytes[33..end].copy_from_slice(header);
        &self.bytes[..end]
    }
}

/// Why nothing was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EncryptError {
    /// More than [`Session::MAX_TEXT_BYTES`].
    #[error("the text is too long for one message")]
    TooLong,
    /// The session was kept for reading late messages only.
    #[error("nothing is sent in this session any more")]
    Retired,
    /// The other side's ratchet key is of small order.
    #[error("the other side's key is weak")]
    WeakKey,
    /// The other side takes no part in the ML-KEM ratchet; a new session is needed.
    #[error("the post-quantum ratchet is overdue")]
    KemOverdue,
    /// 2⁶⁴ − 1 messages were sent in one chain; a new session is needed.
    #[error("the sending chain is used up")]
    ChainExhausted,
}
