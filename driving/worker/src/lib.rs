//! What a peer does without being asked: deliver what waits, and stay signed in.
//!
//! Both are endless futures; who runs a peer drops them to stop.

mod deliver;
mod stay_signed_in;

pub use deliver::deliver;
pub use stay_signed_in::{Standing, stay_signed_in};
