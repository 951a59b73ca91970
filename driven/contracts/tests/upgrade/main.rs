//! A file of an earlier version is brought up to date with all that is in it; a peer's is sealed on the way.

#![allow(clippy::unwrap_used, reason = "helper functions of tests fail the test by it")]

mod given;

mod directory;
mod peer;
mod refused;
mod secrecy;
