//! The promises of the ports, as tests that every adapter passes.
//!
//! Each file of `tests` holds the promises of one port and runs them over each [`Store`]. This library is what they
//! share: the stores, and a few people and messages to fill them with.
//!
//! `Authority`, `Credentials` and `CredentialStatus` have one adapter each, in `causerie-pki`, where their promises are
//! tested by real handshakes; `Doorbell` has one in `causerie-memory`, tested by the use case that rings it.

#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "this is test code: a sample that cannot be made is a failing test"
)]

mod samples;
mod stores;

pub use samples::{
    ALICE, BOB, CAROL, address, answer, at, challenge, device, enrolment, message, outgoing,
    person, received,
};
pub use stores::{DirectoryStore, PeerStore, Store};
