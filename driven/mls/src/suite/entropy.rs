use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Failed;

/// The random bytes of one step, grown from the 32 it brought along; between steps there are none.
#[derive(Clone, Default)]
pub(crate) struct Entropy(Arc<Mutex<Option<Stream>>>);

struct Stream {
    seed: Zeroizing<[u8; 32]>,
    block: u64,
}

impl Entropy {
    /// Random bytes for all steps, grown from `seed`.
    pub(crate) fn from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        Self(Arc::new(Mutex::new(Some(Stream { seed, block: 0 }))))
    }

    /// Takes `step` with random bytes grown from `seed`.
    pub(crate) fn during<T>(&self, seed: &Zeroizing<[u8; 32]>, step: impl FnOnce() -> T) -> T {
        self.set(Some(Stream { seed: seed.clone(), block: 0 }));
        let taken = step();
        self.set(None);
        taken
    }

    /// Fills `out` with bytes that were in no other; an error between steps.
    pub(crate) fn fill(&self, out: &mut [u8]) -> Result<(), Failed> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Stream { seed, block } = stream.as_mut().ok_or(Failed)?;
        for chunk in out.chunks_mut(32) {
            let mut mac = Hmac::<Sha256>::new_from_slice(seed.as_slice()).map_err(|_| Failed)?;
            mac.update(b"causerie v1 room step");
            mac.update(&block.to_be_bytes());
            *block += 1;
            let bytes = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }

    fn set(&self, stream: Option<Stream>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stream;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(entropy: &Entropy, seed: u8) -> ([u8; 33], [u8; 5]) {
        let (mut first, mut second) = ([0; 33], [0; 5]);
        entropy.during(&Zeroizing::new([seed; 32]), || {
            entropy.fill(&mut first).unwrap();
            entropy.fill(&mut second).unwrap();
        });
        (first, second)
    }

    #[test]
    fn a_step_taken_again_has_the_same_bytes_and_another_step_others() {
        let entropy = Entropy::default();

        assert_eq!(two(&entropy, 1), two(&entropy, 1));
        assert_ne!(two(&entropy, 1), two(&entropy, 2));
    }

    #[test]
    fn no_bytes_of_a_step_come_twice() {
        let (first, second) = two(&Entropy::default(), 1);

        assert_ne!(first[..5], second);
        assert_ne!(first[..1], first[32..]);
    }

    #[test]
    fn t52_between_steps_there_is_no_randomness() {
        let entropy = Entropy::default();
        two(&entropy, 1);

        assert!(entropy.fill(&mut [0; 1]).is_err());
    }
}
