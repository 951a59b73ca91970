//! Files that are offered, given, and fetched.

mod finding;
mod offered;
mod pieces;
mod sources;
mod taking;

pub use finding::FileFinding;
pub use offered::StillOffered;
pub use pieces::{most_at_once, sealed_bytes};
pub(in crate::peer) use sources::Sources;
pub use taking::Taking;
