//! Stores that forget everything at exit, for tests and for what need not last.
//!
//! [`MemoryDirectory`] and [`MemoryPeer`] keep all the promises of the ports but durability, and are held to the same
//! contract tests as the stores that do. [`MemoryRoutes`] and [`NotifyDoorbell`] serve a running peer.

mod directory;
mod doorbell;
mod lock;
mod peer;
mod routes;

pub use directory::MemoryDirectory;
pub use doorbell::NotifyDoorbell;
pub use peer::MemoryPeer;
pub use routes::MemoryRoutes;
