//! How people come into rooms, and how they go, with peers as they run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

#[path = "../given/mod.rs"]
mod given;

mod answering;
mod asking;
mod back;
mod channel;
mod coming_in;
mod fellows;
mod forked;
mod going;
mod hostile;
mod keys;
mod late;
mod leaving;
mod lost;
mod meanwhile;
mod own_devices;
mod scene;
mod slips;
mod unequal;
