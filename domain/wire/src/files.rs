//! Files, at the local API, the peer's and the directory's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Base64;

/// The header in which a device shows that it may have a file, at the peer API: 32 bytes in base64url without padding.
pub const FILE_TICKET_HEADER: &str = "causerie-ticket";

/// The media type of sealed bytes, and of lists of them.
pub const BYTES: &str = "application/octet-stream";

/// What a directory has of a file for the device that asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UploadStanding {
    /// How many blobs its list has.
    pub blobs: u32,
    /// Which of them are here: a bit for each, the first one in the lowest bit of the first byte, and zeros behind the last.
    pub here: Base64,
    /// Until when they are kept, in milliseconds since 1970 by the directory's clock.
    pub until: u64,
}

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
