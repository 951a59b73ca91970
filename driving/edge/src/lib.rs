//! What every way in has in common: it mints the ids, tells the time, and makes a span of each handler call.

mod entropy;
mod handled;
mod now;
mod trace;

pub use entropy::{NoEntropy, challenge_id, jitter, message_id, nonce};
pub use handled::{answered, handled, handled_in_trace};
pub use now::now;
pub use trace::{adopt, current};
