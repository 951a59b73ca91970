//! All that can be said between two can be said in a room.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

#[path = "../given/mod.rs"]
mod given;

mod changes;
mod files;
mod reading;
mod scene;
mod telling;
mod telling_forged;
mod telling_much;
mod telling_not;
mod vanishing;
