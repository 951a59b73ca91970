//! Files that are offered, given, and fetched.

mod announcing;
mod announcing_uploads;
mod finding;
mod offered;
mod pieces;
mod sources;
mod stored;
mod taking;
mod tally;
mod uploading;

pub(in crate::peer) use announcing::Announcing;
pub(in crate::peer) use announcing_uploads::AnnouncingUploads;
pub use finding::FileFinding;
pub use offered::StillOffered;
pub use pieces::{most_at_once, sealed_bytes};
pub(in crate::peer) use sources::{Source, Sources};
pub use taking::Taking;
pub use tally::Tally;
pub(in crate::peer) use uploading::NotBrought;
pub use uploading::Uploading;
