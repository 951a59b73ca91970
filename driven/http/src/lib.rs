//! The directory and the other peers, as seen over HTTPS.
//!
//! [`DirectoryClient`] and [`PeerClient`] translate ports into requests of the shapes in `causerie-wire`, and answers
//! back. Whom they talk to is settled by TLS before a byte of a request leaves: the name they verify is the directory's
//! domain or the device's own name, wherever the connection leads. The line on which a directory says what is new is a
//! WebSocket (RFC 6455) over such a connection.

mod call;
mod client;
mod directory;
mod envelopes;
mod files;
mod hosts;
mod peers;
mod spare;
mod trace;

pub use client::NoClient;
pub use directory::DirectoryClient;
pub use peers::PeerClient;
