//! Files are offered, fetched and given, and whoever lies about them changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

#[path = "../given/mod.rs"]
mod given;

mod fetching;
mod giving;
mod hostile;
mod offering;
mod turning;
mod uploading;
