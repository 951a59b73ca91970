//! Files are offered, fetched and given, and whoever lies about them changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

#[path = "../given/mod.rs"]
mod given;

mod bad_input;
mod expiring;
mod fetching;
mod giving;
mod hostile;
mod offering;
mod other_keys;
mod turning;
mod uploading;
