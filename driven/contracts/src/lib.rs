//! The promises of the ports, as tests that every adapter passes.
//!
//! Each file of `tests` holds the promises of one port and runs them over each [`Store`]. This library is what they
//! share: the stores, a few people and messages to fill them with, and small ways to seal and to open.
//!
//! `Authority` and `Credentials` have one adapter each and `CredentialStatus` two, in `causerie-pki`, where their promises are
//! tested by real handshakes; `Doorbell` has one in `causerie-memory`, tested by the use case that rings it.

#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "this is test code: a sample that cannot be made is a failing test"
)]

mod blobs;
mod files;
mod mail;
mod opening;
mod pre_keys;
mod room_logs;
mod rooms;
mod samples;
mod sealing;
mod second_factors;
mod stores;

pub use blobs::{BlobKind, BlobPlace, BlobStore, blob, blob_list, file};
pub use files::{CHUNK, DiskKind, Drive, FileStore, Sample};
pub use mail::{gone, letter, letter_id, lies};
pub use opening::{Reading, Refusing, Seen};
pub use pre_keys::{batch, claim, one_time_secret, signed_secret};
pub use room_logs::{RoomLogStore, info, lets_go, lets_in, makes, no_change, room, room_entry};
pub use rooms::{RoomStore, in_room, known_room, room_keep};
pub use samples::{
    ALICE, BOB, CAROL, address, addressed, answer, at, challenge, device, enrolment, linked,
    message, outgoing, person, place, received, revoked, trace,
};
pub use sealing::{Filled, InSession, Plain, begun, counterpart};
pub use second_factors::{SecondFactorStore, second_factor};
pub use stores::{DirectoryStore, PeerStore, Store, key};
