//! How a new device and the one that has the account key find each other at a directory that they need not trust for it, by a code that
//! somebody carries from one screen to the other.

mod answer;
mod code;
mod keys;
mod request;

pub use answer::{LinkAnswer, Linked, MalformedLinkAnswer};
pub use code::{InvalidLinkCode, LinkCode};
pub use keys::{InvalidLinkId, LinkId, LinkKeys};
pub use request::{DeviceName, InvalidDeviceName, LinkRequest, MalformedLinkRequest};

/// For how many milliseconds a code is good: ten minutes.
pub const LINK_LIFETIME: u64 = 600_000;

/// The most that either side leaves for the other, sealed, in bytes.
pub const MAX_LINK_BYTES: usize = 4_096;
