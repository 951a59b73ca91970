//! Stores that forget everything at exit, for tests and for what need not last.
//!
//! [`MemoryDirectory`] and [`MemoryPeer`] keep all the promises of the ports but durability, and are held to the same
//! contract tests as the stores that do. [`MemoryRoutes`], [`MemoryEvents`], [`MemoryPresence`] and [`NotifyDoorbell`] serve a
//! running peer, [`MemoryMailBell`], [`MemoryLinks`] and [`MemoryPresenceBoard`] a running directory. On a [`MemoryDisk`] files lie, in [`MemoryBlobs`] what a directory keeps of them, on a [`MemoryNetwork`] peers of one process see each other.

mod blobs;
mod directory;
mod disk;
mod doorbell;
mod events;
mod links;
mod listing;
mod lock;
mod mail_bell;
mod neighbours;
mod peer;
mod presence_board;
mod presence_notes;
mod room_desk;
mod routes;
mod store_check;

pub use blobs::MemoryBlobs;
pub use directory::MemoryDirectory;
pub use disk::MemoryDisk;
pub use doorbell::NotifyDoorbell;
pub use events::MemoryEvents;
pub use links::MemoryLinks;
pub use listing::MemoryListing;
pub use mail_bell::MemoryMailBell;
pub use neighbours::{MemoryNeighbours, MemoryNetwork};
pub use peer::MemoryPeer;
pub use presence_board::MemoryPresenceBoard;
pub use presence_notes::MemoryPresence;
pub use room_desk::MemoryRoomDesk;
pub use routes::MemoryRoutes;
