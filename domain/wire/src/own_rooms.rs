//! The rooms of a person's own device, at the local API.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /v1/rooms`: the rooms there are for this device.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rooms {
    /// Those it is or was in, in the order they came to be known.
    pub rooms: Vec<OwnRoom>,
    /// Those it asked to be taken into, and is not in yet.
    pub wishes: Vec<WishedRoom>,
    /// Those it may come into, the latest invitation first; at most 1,000.
    pub invitations: Vec<InvitedRoom>,
}

/// A room.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Room {
    /// 32 hexadecimal digits. What is said in it stands in the conversation `#` and these.
    #[schema(example = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70")]
    pub id: String,
    /// What it is called: 1 to 64 bytes. Two rooms may be called the same.
    #[schema(example = "book club")]
    pub name: String,
    /// Who may come in: `private` (whom an admin takes in) or `public` (whoever asks).
    pub kind: String,
    /// The domain of the directory that puts its changes in order.
    pub host: String,
}

/// A room that this device is or was in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnRoom {
    /// Which.
    #[serde(flatten)]
    pub room: Room,
    /// Whether it is in it: `unconfirmed` (it is not known yet whether that counts), `member`, `leaving` (it goes once what it said has come), `gone` (it left, or was removed), `lost` (it has a
    /// place in it, lost what belongs to it, and asks to be taken in again) or `forked` (the same, because it was told other changes than are told now).
    pub standing: String,
}

/// A room that this device asked to be taken into.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WishedRoom {
    /// Which.
    #[serde(flatten)]
    pub room: Room,
    /// Whom it asked: `username@domain`; this person themselves, if another device of theirs is in it.
    pub of: String,
    /// When.
    pub at: u64,
}

/// A room that somebody invited this person into.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitedRoom {
    /// Which.
    #[serde(flatten)]
    pub room: Room,
    /// Who: `username@domain`.
    pub by: String,
    /// By which message of theirs: its `UUIDv7`.
    pub message: String,
    /// When, by their clock.
    pub at: u64,
}

/// `GET /v1/rooms/{id}`: a room, as this device last had it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomDetails {
    /// Which, and whether this device is in it.
    #[serde(flatten)]
    pub room: OwnRoom,
    /// How often its keys have changed.
    pub epoch: u64,
    /// Who is in it, by name.
    pub members: Vec<RoomPerson>,
}

/// Somebody in a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomPerson {
    /// `username@domain`.
    #[schema(example = "bob@chat.example.org")]
    pub address: String,
    /// What they may do there: `owner`, `admin` or `member`.
    pub role: String,
    /// Those of their devices that are in it.
    pub devices: Vec<String>,
}

/// `POST /v1/rooms`: make a private room.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CreateRoom {
    /// What it is called: 1 to 64 bytes of UTF-8 without controls, nor white space at its ends.
    #[schema(example = "book club")]
    pub name: String,
    /// Its id, 32 hexadecimal digits that the caller minted at random: the same again then makes one room. One is minted without it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
}

/// What was made then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CreatedRoom {
    /// 32 hexadecimal digits.
    pub id: String,
}

/// `PUT /v1/rooms/{id}/name`: call it otherwise.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RenameRoom {
    /// 1 to 64 bytes of UTF-8 without controls, nor white space at its ends.
    pub name: String,
}

/// `PUT /v1/rooms/{id}/members/{address}/role`: say what somebody may do there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GiveRole {
    /// `owner`, `admin` or `member`.
    #[schema(example = "admin")]
    pub role: String,
}

/// `POST /v1/rooms/{id}/invitations`: invite somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InviteToRoom {
    /// Whom: `username@domain`, or `username` at one's own directory.
    #[schema(example = "bob")]
    pub who: String,
}

/// `POST /v1/rooms/{id}/join`: come into a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JoinRoom {
    /// By whose invitation: `username@domain`, or `username` at one's own directory; by the latest without it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<String>,
}

/// What a message of kind 10 to 12 says of a room.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomEvent {
    /// `invited` (its recipient may come in), `asked` (its author's device asks to be taken in) or `leaves` (its author does).
    pub event: String,
    /// Which: 32 hexadecimal digits.
    pub room: String,
    /// What it was called, of an invitation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
}

/// How far a message in a room has come with one of those who are to have it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reached {
    /// Whom: `username@domain`.
    pub who: String,
    /// `queued`, `stored`, `delivered`, `read` or `failed`.
    pub state: String,
    /// Since when.
    pub at: u64,
    /// How it came to them, once delivered: `direct` or `mailbox`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// Why it failed, in one stable word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
}
