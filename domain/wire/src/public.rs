use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::MessageRef;

/// `GET /v1/public` at a directory: its public channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicChannel {
    /// Which room it is, 32 hexadecimal digits. Whoever comes first founds it.
    pub room: String,
    /// What it is called.
    #[schema(example = "public")]
    pub name: String,
    /// The user names of those who moderate it, at most 100, in their order.
    #[schema(example = json!(["alice"]))]
    pub moderators: Vec<String>,
}

/// `POST /v1/public` at the local API: this device is in the public channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnteredPublic {
    /// Which room it is: 32 hexadecimal digits. What is said in it stands in the conversation `#` and these.
    pub room: String,
}

/// `POST /v1/public/moderation` at the local API: decide something in the public channel, for all who are in it to see.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Moderate {
    /// The id of the message that says so, a `UUIDv7` that the caller minted: the same again is one decision. One is minted without it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// `remove` (a message, for all), `mute` (nobody hears somebody until then), `ban` (somebody goes, and does not come in again) or `lift`
    /// (somebody is neither muted nor banned any more).
    #[schema(example = "mute")]
    pub what: String,
    /// Which message, to `remove` one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message: Option<MessageRef>,
    /// Whom, else: `username@domain`, or `username` at one's own directory.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(example = "bob")]
    pub who: Option<String>,
    /// Until when, to `mute` somebody: this or `for_ms`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<u64>,
    /// For how many milliseconds from now on, to `mute` somebody: at most a year of them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub for_ms: Option<u64>,
    /// Why: 1 to 1,000 bytes, which all see.
    #[schema(example = "advertisements")]
    pub reason: String,
}

/// What was decided then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Moderation {
    /// The id of the message that says so.
    pub id: String,
    /// In which room: 32 hexadecimal digits.
    pub room: String,
}

/// What a message of kind 13 says: what a moderator decided, for all in the public channel.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// `remove`, `mute`, `ban` or `lift`.
    pub what: String,
    /// Whom it is about: `username@domain`; of a message that was removed, its author. Which one that is, `target` says.
    pub who: String,
    /// Until when nobody hears them, if they were muted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<u64>,
    /// Why: 1 to 1,000 bytes.
    pub reason: String,
}

/// `GET /v1/public/moderation` at the local API: what this person may say in the public channel, as far as this device heard.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Heard {
    /// Nothing, if they are heard there.
    pub mute: Option<OwnMute>,
}

/// A moderator muted this person in the public channel, or banned them.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnMute {
    /// In which room: 32 hexadecimal digits.
    pub room: String,
    /// Until when; for ever without it, which is a ban.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<u64>,
    /// Since when, by the moderator's clock.
    pub since: u64,
    /// Who: `username@domain`.
    pub by: String,
    /// Why, if that can still be read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}
