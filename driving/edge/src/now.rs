use std::time::{SystemTime, UNIX_EPOCH};

use causerie_chat::Timestamp;

/// What the clock of this machine shows; 1970 if it shows a time before that.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "time enters the system here")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
