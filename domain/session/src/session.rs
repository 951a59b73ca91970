use core::fmt;

use crate::{
    AgreementKey, Provider, SessionId,
    agreement_key::AgreementPair,
    chain::{ChainKey, ReceivingChain},
    kem_ratchet::{KemRatchet, Phase},
    pqxdh::Start,
    secret::Secret,
};

/// One side of a session between two devices.
///
/// A step takes the session by value and gives back the next one; a step that is refused gives back the same one. What is to
/// survive a crash is kept ([`Session::encode`]) before what the step made is used: then no key is ever used twice.
pub struct Session {
    pub(crate) id: SessionId,
    pub(crate) is_initiator: bool,
    pub(crate) used_last_resort: bool,
    /// What every message is bound to.
    pub(crate) associated: [u8; 32],
    /// What the initiator's messages begin with until the first answer has come.
    pub(crate) agreement: Option<Vec<u8>>,
    pub(crate) has_received: bool,
    pub(crate) root: Secret<32>,
    /// Our ratchet key, while the other side has yet to answer to it (`DHs`).
    pub(crate) ours: Option<AgreementPair>,
    /// Theirs, while we have yet to answer to it (`DHr`).
    pub(crate) theirs: Option<AgreementKey>,
    pub(crate) sending: Option<SendingChain>,
    /// The length of the sending chain before the present one (`PN`).
    pub(crate) previous: u64,
    pub(crate) next_header_sending: Secret<32>,
    pub(crate) next_header_receiving: Secret<32>,
    /// The latest first, at most [`Session::MAX_CHAINS`].
    pub(crate) receiving: Vec<ReceivingChain>,
    pub(crate) kem: KemRatchet,
}

/// The sending chain.
pub(crate) struct SendingChain {
    pub(crate) key: ChainKey,
    pub(crate) header_key: Secret<32>,
    pub(crate) ratchet_key: AgreementKey,
    pub(crate) mixed: bool,
    /// The next message's number (`Ns`).
    pub(crate) next: u64,
}

impl Session {
    /// The most receiving chains a session remembers.
    pub(crate) const MAX_CHAINS: usize = 5;

    /// Its name.
    #[must_use]
    pub fn id(&self) -> SessionId {
        self.id
    }

    /// Whether a message of the other side has been opened in it, so that it is known to be there.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.has_received
    }

    /// Whether it began with a key of last resort, which others may have been given too: until the first answer, its messages
    /// are protected by that key for as long as the other side keeps it.
    #[must_use]
    pub fn used_last_resort(&self) -> bool {
        self.used_last_resort
    }

    /// How many ML-KEM steps it has taken since the agreement.
    #[must_use]
    pub fn post_quantum_epoch(&self) -> u64 {
        self.kem.epoch
    }

    /// How many keys of messages that have not come it keeps.
    #[must_use]
    pub fn skipped_keys(&self) -> usize {
        self.receiving.iter().map(|chain| chain.skipped.len()).sum()
    }

    /// Whether a message can be sent in it.
    pub(crate) fn can_send(&self) -> bool {
        self.sending.is_some() || self.theirs.is_some()
    }

    /// Keeps what late messages are read with, and forgets how to begin chains, in either direction.
    pub(crate) fn narrow(&mut self) {
        self.agreement = None;
        self.ours = None;
        self.theirs = None;
        self.sending = None;
        self.root = Secret::new([0; 32]);
        self.next_header_sending = Secret::new([0; 32]);
        self.next_header_receiving = Secret::new([0; 32]);
        self.kem.phase = Phase::Idle;
    }

    /// The initiator's side: it begins a chain at once, against the responder's signed pre-key.
    pub(crate) fn initiated(
        id: SessionId,
        associated: [u8; 32],
        agreement: Vec<u8>,
        signed_pre_key: AgreementKey,
        start: Start,
        at: u64,
    ) -> Self {
        let Start { root, initiator_header, responder_header } = start;
        Self {
            agreement: Some(agreement),
            theirs: Some(signed_pre_key),
            next_header_sending: initiator_header,
            next_header_receiving: responder_header,
            ..Self::blank(id, true, associated, root, at)
        }
    }

    /// The responder's side: its signed pre-key is its first ratchet key.
    pub(crate) fn accepted(
        id: SessionId,
        associated: [u8; 32],
        signed_pre_key: AgreementPair,
        start: Start,
        at: u64,
    ) -> Self {
        let Start { root, initiator_header, responder_header } = start;
        Self {
            ours: Some(signed_pre_key),
            next_header_sending: responder_header,
            next_header_receiving: initiator_header,
            ..Self::blank(id, false, associated, root, at)
        }
    }

    fn blank(
        id: SessionId,
        is_initiator: bool,
        associated: [u8; 32],
        root: Secret<32>,
        at: u64,
    ) -> Self {
        Self {
            id,
            is_initiator,
            used_last_resort: false,
            associated,
            agreement: None,
            has_received: false,
            root,
            ours: None,
            theirs: None,
            sending: None,
            previous: 0,
            next_header_sending: Secret::new([0; 32]),
            next_header_receiving: Secret::new([0; 32]),
            receiving: Vec::with_capacity(Self::MAX_CHAINS + 1),
            kem: KemRatchet::new(at),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The key that seals the header of the message whose body has this tag: different for each message of a chain, since the tag
/// of a body sealed under a key of its own is as good as random.
pub(crate) fn header_seal_key(
    provider: &dyn Provider,
    header_key: &Secret<32>,
    body_tag: &[u8; 16],
) -> Secret<32> {
    Secret::new(provider.mac(header_key.expose(), body_tag))
}
