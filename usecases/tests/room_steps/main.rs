//! What is done in rooms, by the devices in them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod brittle;
mod deeds;
mod desk;
mod failing;
mod forging;
mod house;
mod log;
mod meanwhile;
mod member;
mod moderation;
mod muting;
mod order;
mod public;
mod replies;
mod talk;
