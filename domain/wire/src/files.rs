//! Files, at the local API and the peer's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The header in which a device shows that it may have a file, at the peer API: 32 bytes in base64url without padding.
pub const FILE_TICKET_HEADER: &str = "causerie-ticket";

/// A file that a message of kind 14 offers, as its sender describes it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedFile {
    /// What its sender calls it: 1 to 255 bytes, and whatever they are. It is not what it is written under.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// What it is said to be: `type/subtype`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub media_type: Option<String>,
    /// Its BLAKE3 hash, 64 hexadecimal digits: what `b3sum` prints.
    pub hash: String,
    /// What was said with it: at most 4 KiB.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caption: Option<String>,
}
