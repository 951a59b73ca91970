//! Real processes, real TLS, real databases, real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod kill;
mod log;
mod mishaps;
mod networks;
mod receiver;
mod relay;
mod story;
mod strangers;
mod traces;
mod wire;
mod world;
