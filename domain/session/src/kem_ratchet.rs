//! The sparse ML-KEM ratchet, beside the X25519 one.
//!
//! Its steps are epochs. The two sides take turns in beginning one: the responder the first, the initiator the second. Whoever's turn it
//! is sends an encapsulation key once 50 messages went one way, or 7 days passed; the other answers with a ciphertext;
//! then the first, at its next X25519 step, mixes the secret into the root key and says so in the header of every message of that
//! chain. When it does, both are known to have the secret, so that no message depends on one that may be lost. Keys and ciphertexts
//! are repeated until they are answered: in the first message of each chain, and after 1, 2, 4, 8, … messages.
//!
//! A session whose chains go on for [`MAX_TURNS`] without such a step is refused by both sides: whoever could keep the large messages
//! from arriving cannot have the rest go on without them.

use crate::{
    Provider,
    kem::{self, Ciphertext, EncapsulationKey, KemSeed},
    secret::Secret,
};

/// A step is due after so many messages in one direction.
pub(crate) const EVERY_MESSAGES: u64 = 50;
/// A step is due after so many seconds: 7 days.
pub(crate) const EVERY_SECONDS: u64 = 7 * 24 * 60 * 60;
/// New chains without a step are refused from then on.
pub(crate) const MAX_TURNS: u64 = 200;

/// What a header carries.
pub(crate) enum Piece {
    /// Encapsulate to this.
    Key {
        /// The epoch it begins, modulo 256.
        epoch: u8,
        /// FIPS 203 §7.1.
        key: Box<[u8; EncapsulationKey::BYTES]>,
    },
    /// Decapsulate this.
    Ciphertext {
        /// The epoch it completes, modulo 256.
        epoch: u8,
        /// FIPS 203 §7.2.
        ciphertext: Box<Ciphertext>,
    },
}

/// How far the next epoch has come.
pub(crate) enum Phase {
    /// Nothing was sent for it.
    Idle,
    /// It is this side's turn and it sent its key, first when `since` messages had been sent in this epoch.
    Offered { seed: Box<KemSeed>, since: u64 },
    /// The other side's key has come and is to be answered.
    Asked { key: EncapsulationKey },
    /// It was answered, first when `since` messages had been sent in this epoch.
    Answered { ciphertext: Box<Ciphertext>, secret: Secret<32>, since: u64 },
    /// The answer has come; the next chain begins the epoch.
    Ready { secret: Secret<32> },
}

/// One side's state.
pub(crate) struct KemRatchet {
    /// Steps taken.
    pub(crate) epoch: u64,
    /// When the last was taken, in seconds since 1970.
    pub(crate) began: u64,
    /// Messages sent since.
    pub(crate) sent: u64,
    /// Messages received since.
    pub(crate) received: u64,
    /// Chains begun since, by either side.
    pub(crate) turns: u64,
    pub(crate) phase: Phase,
}

impl KemRatchet {
    /// The agreement was the first step.
    pub(crate) fn new(at: u64) -> Self {
        Self { epoch: 0, began: at, sent: 0, received: 0, turns: 0, phase: Phase::Idle }
    }

    /// Whether this side begins the next epoch.
    pub(crate) fn is_our_turn(&self, is_initiator: bool) -> bool {
        self.epoch.is_multiple_of(2) != is_initiator
    }

    /// Whether the next chain may begin without a step.
    pub(crate) fn may_go_on(&self) -> bool {
        self.turns < MAX_TURNS
    }

    fn is_due(&self, at: u64) -> bool {
        self.sent.max(self.received) >= EVERY_MESSAGES
            || at.saturating_sub(self.began) >= EVERY_SECONDS
    }

    fn next_epoch(&self) -> u8 {
        self.epoch.wrapping_add(1).to_be_bytes()[7]
    }

    /// The state in which the next message is sealed: begins what is due, answers what was asked.
    pub(crate) fn before_sending(
        self,
        provider: &dyn Provider,
        is_initiator: bool,
        at: u64,
        draw: impl Fn() -> ([u8; 64], [u8; 32]),
    ) -> Self {
        let since = self.sent;
        let is_ours = self.is_our_turn(is_initiator);
        let is_due = self.is_due(at);
        let phase = match self.phase {
            Phase::Idle if is_ours && is_due => {
                Phase::Offered { seed: Box::new(Secret::new(draw().0)), since }
            }
            Phase::Asked { key } => match key.encapsulate(provider, &draw().1) {
                Ok((ciphertext, secret)) => Phase::Answered { ciphertext, secret, since },
                // The key is no key; its sender will run into the bound on turns.
                Err(_) => Phase::Idle,
            },
            phase => phase,
        };
        Self { phase, ..self }
    }

    /// What the next message carries, which is the `number`th of its chain.
    pub(crate) fn piece(&self, provider: &dyn Provider, number: u64) -> Option<Piece> {
        let due = |since: u64| {
            let repeated = self.sent.saturating_sub(since);
            number == 0 || repeated == 0 || repeated.is_power_of_two()
        };
        let epoch = self.next_epoch();
        match &self.phase {
            Phase::Offered { seed, since } if due(*since) => {
                let key = kem::encapsulation_key(provider, seed);
                Some(Piece::Key { epoch, key: Box::new(*key.as_bytes()) })
            }
            Phase::Answered { ciphertext, since, .. } if due(*since) => {
                Some(Piece::Ciphertext { epoch, ciphertext: ciphertext.clone() })
            }
            _ => None,
        }
    }

    /// The secret to mix in when this side begins a chain.
    pub(crate) fn to_mix(&self) -> Option<&Secret<32>> {
        match &self.phase {
            Phase::Ready { secret } => Some(secret),
            _ => None,
        }
    }

    /// The secret that the other side says it mixed in when it began a chain.
    pub(crate) fn to_mix_as_answered(&self) -> Option<&Secret<32>> {
        match &self.phase {
            Phase::Answered { secret, .. } => Some(secret),
            _ => None,
        }
    }

    /// The state once a chain has begun, with a secret mixed in or without.
    pub(crate) fn turned(self, mixed: bool, at: u64) -> Self {
        if mixed {
            Self { epoch: self.epoch.saturating_add(1), ..Self::new(at) }
        } else {
            Self { turns: self.turns.saturating_add(1), ..self }
        }
    }

    /// The state once a message has been sealed.
    pub(crate) fn has_sent(self) -> Self {
        Self { sent: self.sent.saturating_add(1), ..self }
    }

    /// The state once a message of the other side's present chain has been opened.
    pub(crate) fn has_received(
        self,
        provider: &dyn Provider,
        is_initiator: bool,
        piece: Option<Piece>,
    ) -> Self {
        let is_ours = self.is_our_turn(is_initiator);
        let next = self.next_epoch();
        let phase = match (self.phase, piece) {
            (Phase::Idle, Some(Piece::Key { epoch, key })) if !is_ours && epoch == next => {
                Phase::Asked { key: EncapsulationKey::from(&*key) }
            }
            (Phase::Offered { seed, .. }, Some(Piece::Ciphertext { epoch, ciphertext }))
                if epoch == next =>
            {
                Phase::Ready { secret: kem::decapsulate(provider, &seed, &ciphertext) }
            }
            (phase, _) => phase,
        };
        Self { phase, received: self.received.saturating_add(1), ..self }
    }
}
