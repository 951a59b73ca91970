//! Messages and what is done to them, at the local API.

use std::ops::Not;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Decision, DeviceEvent, RoomEvent, SharedFile};

/// `PUT /v1/messages/{id}`: say something.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SendMessage {
    /// To whom: `username@domain`, or `username` at one's own directory; or in which room: `#` and the 32 hexadecimal digits of its id.
    #[schema(example = "bob")]
    pub to: String,
    /// What: 1 byte to 64 KiB of UTF-8.
    pub text: String,
    /// Which message of the same conversation it answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reply_to: Option<MessageRef>,
    /// In how many milliseconds it disappears at both ends: 1 to a year of them. Without it, what the timer of the conversation says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_in_ms: Option<u64>,
}

/// Which message: ids are unambiguous only together with who minted them.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct MessageRef {
    /// Its `UUIDv7`.
    pub id: String,
    /// Who said it: `username@domain`, or in a request `username` at one's own directory.
    pub from: String,
}

/// A message, sent or received, as it is now.
///
/// What changes another one (kinds 3 to 5, and 13 if a message was removed) stands in the conversation too, where it came, and names its `target`: whoever shows that one
/// reads it again then. Its own text is not told: the target shows it, if it holds.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Its `UUIDv7`.
    pub id: String,
    /// Where it stands in this device's history; later ones have larger numbers.
    pub cursor: u64,
    /// Who said it.
    pub from: String,
    /// To whom: `username@domain`, or `#` and a room's 32 hexadecimal digits.
    pub to: String,
    /// What, as it was edited last, if this version understands it and it was not deleted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// The kind of message: 1 is text, 3 an edit, 4 a deletion, 5 a reaction, 8 which devices its author has, 10 an invitation into
    /// a room, 11 a request to be taken into one, 12 that its author leaves one, 13 what a moderator decided, 14 a file.
    pub kind: u64,
    /// What happened, of a message of kind 8.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub devices: Option<DeviceEvent>,
    /// What is to happen in a room, of a message of kind 10 to 12.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub room: Option<RoomEvent>,
    /// What a moderator of the public channel decided, of a message of kind 13.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub moderation: Option<Decision>,
    /// The file it offers, of a message of kind 14.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<SharedFile>,
    /// When, by its author's clock.
    pub sent_at: u64,
    /// When it was kept here, or came to `state`.
    pub changed_at: u64,
    /// `queued`, `stored`, `delivered`, `read` or `failed`; of a received one, `delivered` or `read`.
    pub state: String,
    /// How it travelled, once delivered: `direct` or `mailbox`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// Why it failed, in one stable word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
    /// Which message it answers; that one may not be here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reply_to: Option<MessageRef>,
    /// When its author wrote the text that it has now, if it was edited.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub edited_at: Option<u64>,
    /// Whether its author deleted it, or a moderator removed it; it has no text then, and no reactions.
    #[serde(skip_serializing_if = "Not::not", default)]
    pub deleted: bool,
    /// Who removed it for all, and why, if a moderator did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub removed: Option<Removed>,
    /// The reactions to it, one of each person at most, in the order of their addresses.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reactions: Vec<Reaction>,
    /// When it disappears, if it does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_at: Option<u64>,
    /// The message that it changes: of kinds 3 to 5, and 13 if it was removed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<MessageRef>,
}

/// A moderator of the public channel removed a message.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Removed {
    /// Who: `username@domain`.
    pub by: String,
    /// Why: 1 to 1,000 bytes.
    pub reason: String,
}

/// What somebody thinks of a message.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// Who: `username@domain`.
    pub from: String,
    /// 1 to 32 bytes of UTF-8 without white space or controls.
    #[schema(example = "👍")]
    pub emoji: String,
}

/// `PUT /v1/messages/{id}/edits/{change}`: say it in other words. Only one's own text, for 24 hours.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Edit {
    /// What is to be there: 1 byte to 64 KiB of UTF-8.
    pub text: String,
}

/// `PUT /v1/messages/{id}/deletion/{change}`: delete it everywhere. Only one's own text, for 24 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deletion {}

/// `PUT /v1/messages/{id}/reactions/{change}`: react to a message, one's own or another's. Of each person the latest one counts.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct React {
    /// Who said what is reacted to: `username@domain`, or `username` at one's own directory.
    pub from: String,
    /// 1 to 32 bytes of UTF-8 without white space or controls; nothing (`null`) takes back what was there.
    #[schema(example = "👍")]
    pub emoji: Option<String>,
}

/// `POST /v1/typing`: this person is writing something to somebody; in rooms nobody is told. Say it as often as you like: it is passed on every 5 seconds at most.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Typing {
    /// To whom: `username@domain`, or `username` at one's own directory.
    #[schema(example = "bob")]
    pub to: String,
}

/// `PUT` and `GET /v1/people/{who}/timer`: when what this person says to them from now on disappears, unless a message says so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Timer {
    /// In how many milliseconds: 1 to a year of them; nothing (`null`) if it stays.
    pub expires_in_ms: Option<u64>,
}
