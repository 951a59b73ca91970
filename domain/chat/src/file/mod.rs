//! What is said of a file: the file itself never is in a message.

mod key;
mod manifest;
mod manifest_codec;
mod media_type;
mod name;
mod shared;

pub use key::FileKey;
pub use manifest::{FileHash, FileManifest, UnfitSize};
pub use manifest_codec::MalformedManifest;
pub use media_type::{InvalidMediaType, MediaType};
pub use name::{FileName, InvalidFileName, SafeFileName};
pub use shared::SharedFile;
