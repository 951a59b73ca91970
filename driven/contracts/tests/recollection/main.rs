//! Every store keeps what another device gives in front of what is here, and nothing of what is here is disturbed by it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod given;
mod order;
mod people;
mod states;
mod upgrade;
