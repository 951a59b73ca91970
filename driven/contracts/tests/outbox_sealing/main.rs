//! Every outbox seals what leaves it, keeps what it sealed together with the sessions it did so in, and hands out nothing past what
//! waits unsealed.

#![allow(clippy::unwrap_used, reason = "helper functions of tests fail the test by it")]

mod given;

mod anew;
mod order;
mod sessions;
