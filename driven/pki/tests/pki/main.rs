//! Networks, devices and their handshakes, over real files and real TLS.
#![allow(clippy::unwrap_used, reason = "helper functions of tests fail by panicking")]

mod authority;
mod directory;
mod files;
mod foreign;
mod handshake;
mod handshakes;
mod identity;
mod network;
mod second_factor_key;
mod secrets;
mod strangers;
