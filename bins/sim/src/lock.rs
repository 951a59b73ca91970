use std::sync::{Mutex, MutexGuard, PoisonError};

/// The state behind `mutex`, whatever became of the last one to hold it. There is one thread, and none is held over a wait.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
