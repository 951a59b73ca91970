//! What a peer's store promises where people have several devices.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod choices;
mod copies;
mod early;
mod fates;
mod given;
mod room_timers;
mod seen;
mod told;
