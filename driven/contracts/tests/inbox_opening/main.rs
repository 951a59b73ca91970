//! Every inbox has what it takes opened, once, and keeps with the message all that came of it.

#![allow(clippy::unwrap_used, reason = "helper functions of tests fail the test by it")]

mod given;

mod once;
mod people;
mod pre_keys;
mod refused;
mod sessions;
