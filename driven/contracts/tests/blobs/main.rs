//! Every directory's store keeps the promises about what it keeps of files.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod bytes;
mod counting;
mod folder;
mod listing;
mod quotas;
