use std::sync::{Mutex, MutexGuard, PoisonError};

/// The state behind `mutex`, whatever became of the last one to hold it: every change here is made in one piece.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
