//! What a peer does without being asked: deliver what waits, stay signed in, and keep its pre-keys
//! replenished.
//!
//! All are endless futures; who runs a peer drops them to stop.

mod deliver;
mod replenish;
mod stay_signed_in;

pub use deliver::deliver;
pub use replenish::replenish;
pub use stay_signed_in::{Standing, stay_signed_in};
