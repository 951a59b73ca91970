//! Files, at the local API, the peer's and the directory's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Base64, MessageRef};

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
    /// What it is fetched by: 32 hexadecimal digits.
    pub id: String,
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

/// `PUT /v1/messages/{id}/file`: offer a file.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferFile {
    /// To whom: `username@domain`, or `username` at one's own directory; or in which room: `#` and the 32 hexadecimal digits of its id.
    #[schema(example = "bob")]
    pub to: String,
    /// Where it lies on the peer's machine: an absolute path. It stays there, and is read again as it is given.
    pub path: String,
    /// What it is said to be: `type/subtype` in lower case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub media_type: Option<String>,
    /// What is said with it: at most 4 KiB.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caption: Option<String>,
    /// In how many milliseconds the message disappears at all ends, and the offer with it: 1 to a year of them. Without it, what the timer of the conversation says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_in_ms: Option<u64>,
}

/// How far a file was read that is to be offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offering {
    /// So many bytes.
    pub read: u64,
    /// Of so many.
    pub size: u64,
    /// Whether it is offered: the message is kept, and on its way. Until then ask again.
    pub done: bool,
}

/// `PUT /v1/messages/{id}/fetch`: fetch the file that a message offers.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FetchFile {
    /// Who said the message: `username@domain`, or `username` at one's own directory.
    pub from: String,
    /// Which folder it is to come into, on the peer's machine: an absolute path. It is made if need be.
    pub folder: String,
}

/// `PUT /v1/files/{id}`: what is to become of a file that is fetched.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TurnFetch {
    /// `wanted` to go on at once, `paused` to stop until it is wanted again, `cancelled` to forget it with what is here of it. One that is done stays where it is.
    pub state: String,
}

/// `GET /v1/files`: files that were offered, the latest first.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Files {
    /// Those.
    pub files: Vec<File>,
    /// What to give as `before` to see the ones before them, if there may be some.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<u64>,
}

/// A file that was offered, and how it stands at this device.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct File {
    /// What it is, as its sender says.
    #[serde(flatten)]
    pub file: SharedFile,
    /// The message that offers it.
    pub message: MessageRef,
    /// Where: the other person, or `#` and a room's 32 hexadecimal digits.
    pub with: String,
    /// When, by its sender's clock.
    pub sent_at: u64,
    /// Where it lies, if this device gives it to others.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lies_at: Option<String>,
    /// How far it is, if this device fetches it or did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fetch: Option<Fetch>,
}

/// How a file stands that is fetched.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fetch {
    /// `wanted`, `paused`, `failed` (until it is wanted again) or `done`.
    pub state: String,
    /// Which folder it comes into.
    pub folder: String,
    /// How many bytes of it are here.
    pub bytes: u64,
    /// Where it is, once it is done.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// Why it failed, or the last attempt did, in one stable word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
    /// How often in a row an attempt failed, if the last one did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failures: Option<u32>,
    /// When it is tried again, if the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_attempt: Option<u64>,
}
