//! Every directory keeps envelopes in the order they came, each once, until they are fetched, refused or too old.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod acknowledging;
mod damage;
mod depositing;
mod depth;
mod durable;
mod expiring;
mod given;
mod quotas;
mod reading;
mod same;
