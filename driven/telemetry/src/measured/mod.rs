//! Ports, each with somebody before it who counts what passes.
//!
//! | metric | unit | attributes |
//! |---|---|---|
//! | `causerie.messages.sent` | `{message}` | `causerie.path`, `causerie.outcome`, `error.type` |
//! | `causerie.messages.received` | `{message}` | `causerie.path`, `causerie.outcome`, `error.type` |
//! | `causerie.messages.deposited` | `{message}` | `causerie.outcome`, `error.type` |
//!
//! A message counts once for each device it is for, and a receipt is one: they are counted as envelopes, in which they look alike.

mod deliveries;
mod deposits;
mod inbox;
mod mailboxes;
mod outcomes;

pub use deliveries::MeasuredDeliveries;
pub use deposits::MeasuredDeposits;
pub use inbox::MeasuredInbox;
pub use mailboxes::MeasuredMailboxes;
