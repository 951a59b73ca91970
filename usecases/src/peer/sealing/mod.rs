//! Sealing and opening: what stands between a [`causerie_chat::Message`] and its [`causerie_chat::Envelope`], and nowhere else.

mod asked;
mod begin;
mod begun;
mod known_devices;
mod open;
mod own;
mod seal;
mod whisper;

pub(super) use asked::Asked;
pub use begin::SessionStarter;
pub(super) use open::Open;
pub use own::OwnIdentity;
pub(super) use seal::Seal;
pub(super) use whisper::whispered;
