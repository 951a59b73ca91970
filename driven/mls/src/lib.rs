//! Rooms by RFC 9420, Messaging Layer Security, on `mls-rs`.
//!
//! What `mls-rs` decides is left to it: trees, key schedule, transcripts, framing, the validity of commits. What is ours is around it:
//!
//! - The primitives are a [`causerie_session::Provider`]'s, the same that sessions between two devices use, and HPKE (RFC 9180) on them. The
//!   one suite is `MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519`. Random bytes are grown from what each step brings along.
//! - A member signs with its device's own key, and its credential is the account's word for that device: whoever joins, is added or commits
//!   is checked for it. The device's secret key is in no state that is kept.
//! - The rules: proposals only inside of commits, no re-initialisation, no pre-shared keys, no change of what the room is; at most
//!   [`causerie_chat::RoomMember::MOST`] members; nobody comes into a private room by themselves, unless in the place they have in it.
//! - What is kept of a room is the tree, once an epoch, and the secrets, at every change of epoch and else at every 32nd message: a device
//!   keeps ahead that it may seal as many, and after a restart seals with none of the keys it could have used.
//! - Whatever was refused leaves the room as it was: where the library has used a key up before it found that it opens nothing, the room is
//!   taken up again from what was kept.

#[cfg(test)]
mod attacks;
mod bare;
mod credential;
mod device;
mod group;
mod identity;
mod key_shelf;
mod messages;
mod order;
mod refused;
mod rules;
mod seen;
mod shelf;
mod state;
mod suite;
mod terms;
mod text;

pub use bare::bare_client;
pub use device::MlsDevice;
