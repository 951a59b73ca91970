use std::sync::{Mutex, PoisonError};

/// Room that large answers were in, for the next ones: made anew for each, it is what takes longest on some machines, since most allocators give it back to the
/// system every time.
#[derive(Default)]
pub(crate) struct Spare(Mutex<Vec<Vec<u8>>>);

impl Spare {
    /// How much is kept, in bytes: four pieces of a file.
    const MOST: usize = (4 << 20) + 64;

    /// Some for so many bytes, if there is any.
    pub(crate) fn take(&self, bytes: usize) -> Vec<u8> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().position(|room| room.capacity() >= bytes);
        found.map(|at| kept.swap_remove(at)).unwrap_or_default()
    }

    /// Keeps it, unless enough is kept.
    pub(crate) fn put(&self, room: Vec<u8>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: usize = kept.iter().map(Vec::capacity).sum();
        if bytes + room.capacity() <= Self::MOST {
            kept.push(room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_for_what_fits_in_it() {
        let spare = Spare::default();
        spare.put(Vec::with_capacity(100));

        assert_eq!(spare.take(101).capacity(), 0);
        assert_eq!(spare.take(100).capacity(), 100);
        assert_eq!(spare.take(1).capacity(), 0);
    }

    #[test]
    fn no_more_is_kept_than_is_of_use() {
        let spare = Spare::default();
        for _ in 0..5 {
            spare.put(Vec::with_capacity((1 << 20) + 16));
        }

        let kept = (0..5).filter(|_| spare.take(1 << 20).capacity() > 0).count();
        assert_eq!(kept, 4);
    }
}
