//! Every store keeps what becomes of files, and every disk what comes of them.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod fetched;
mod full_disk;
mod offered;
mod own;
mod parts;
mod real_disk;
mod sealed;
mod uploaded;
