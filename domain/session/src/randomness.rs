use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Provider, labels};

/// 32 bytes from a cryptographic random source, for one step.
///
/// A step that needs several random values derives them from these under labels of their own. It takes them by value
/// and they cannot be copied, so that no two steps share any.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Randomness([u8; 32]);

impl Randomness {
    /// What a step draws from. Two steps given the same bytes may reuse a key.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What another step draws from: different for each `purpose`, and as random as this is.
    #[must_use]
    pub fn fork(&self, provider: &dyn Provider, purpose: &[u8]) -> Self {
        let label = [labels::FORK, purpose].concat();
        Self(self.draw(provider, &label).0)
    }

    /// 32 bytes for a step of another kind than a session's: different for each `purpose`, and as random as this is.
    #[must_use]
    pub fn bytes(&self, provider: &dyn Provider, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.fork(provider, purpose).0)
    }

    /// The value that belongs to `label`.
    pub(crate) fn draw<const N: usize>(&self, provider: &dyn Provider, label: &[u8]) -> Drawn<N> {
        let mut drawn = Drawn([0; N]);
        provider.derive(&[0; 32], &self.0, label, &mut drawn.0);
        drawn
    }
}

impl fmt::Debug for Randomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Randomness(..)")
    }
}

/// A random value, wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Drawn<const N: usize>(pub(crate) [u8; N]);
