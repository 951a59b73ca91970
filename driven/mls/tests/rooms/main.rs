//! Rooms, as their members have them.

#![allow(clippy::unwrap_used)] // a test that cannot go on

mod ages;
mod bad_input;
mod coming_in;
mod crashes;
mod given;
mod open;
mod order;
mod roles;
mod saying;
mod storms;
