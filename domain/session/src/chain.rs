use crate::{Provider, labels, secret::Secret};

/// A chain key, which yields one message key a step ("The Double Ratchet Algorithm" §2.2, §5.2).
pub(crate) struct ChainKey(Secret<32>);

impl ChainKey {
    pub(crate) fn new(key: Secret<32>) -> Self {
        Self(key)
    }

    pub(crate) fn secret(&self) -> &Secret<32> {
        &self.0
    }

    /// The next chain key, and the message key of the step it left.
    pub(crate) fn advance(&self, provider: &dyn Provider) -> (Self, Secret<32>) {
        let steps = [labels::MESSAGE_KEY, labels::CHAIN_KEY];
        let [message, next] = provider.macs(self.0.expose(), steps);
        (Self(Secret::new(next)), Secret::new(message))
    }
}

/// The key of a message that has not come yet.
pub(crate) struct SkippedKey {
    pub(crate) number: u64,
    pub(crate) key: Secret<32>,
}

/// A receiving chain.
pub(crate) struct ReceivingChain {
    pub(crate) header_key: Secret<32>,
    /// How many of its messages are accounted for: received or skipped.
    pub(crate) next: u64,
    /// Where it goes on; nothing once the other side has begun another chain.
    pub(crate) key: Option<ChainKey>,
    /// In the order of their numbers.
    pub(crate) skipped: Vec<SkippedKey>,
}

/// A chain that was moved forward, and what it left on the way; not yet believed.
pub(crate) struct Advanced {
    pub(crate) key: ChainKey,
    pub(crate) next: u64,
    pub(crate) skipped: Vec<SkippedKey>,
}

impl ReceivingChain {
    /// The most message keys a session keeps.
    pub(crate) const MAX_SKIPPED: u64 = 2_000;
    /// The most messages a chain moves forward at once.
    pub(crate) const MAX_JUMP: u64 = 25_000;

    /// Moves `key` forward from `next` to the message `to`, keeping the last [`Self::MAX_SKIPPED`] keys on the way. Nothing if
    /// that is too far.
    pub(crate) fn skip(
        provider: &dyn Provider,
        key: &ChainKey,
        next: u64,
        to: u64,
    ) -> Option<Advanced> {
        let jump = to.saturating_sub(next);
        if jump > Self::MAX_JUMP {
            return None;
        }
        let mut key = ChainKey(key.0.clone());
        let kept = usize::try_from(jump.min(Self::MAX_SKIPPED)).unwrap_or_default();
        let mut skipped = Vec::with_capacity(kept);
        for number in next..to {
            let (advanced, message) = key.advance(provider);
            if to - number <= Self::MAX_SKIPPED {
                skipped.push(SkippedKey { number, key: message });
            }
            key = advanced;
        }
        Some(Advanced { key, next: to.max(next), skipped })
    }

    /// Where the key of message `number` is among those skipped.
    pub(crate) fn find(&self, number: u64) -> Option<usize> {
        self.skipped.binary_search_by_key(&number, |skipped| skipped.number).ok()
    }
}
