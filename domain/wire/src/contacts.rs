use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Message;

/// `GET /v1/contacts`: with whom this person has to do.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contacts {
    /// Those something was said with last first, then the others by name.
    pub contacts: Vec<Contact>,
}

/// Somebody this person has to do with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// `username@domain`.
    #[schema(example = "bob@chat.example.org")]
    pub address: String,
    /// How they stand: `accepted` (a contact), `requested` (they wrote, and get no answer until somebody decides), `ignored` or `blocked`.
    pub standing: String,
    /// When their key was compared, if ever.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verified_at: Option<u64>,
    /// Whether they show another account key now, and nobody has decided yet whether it is theirs.
    pub key_changed: bool,
    /// How many messages their conversation has.
    pub messages: u64,
    /// The latest of them, cut to [`crate::Conversation::GLANCE`] characters.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub latest: Option<Message>,
}

/// `PUT /v1/contacts/{who}`: decide how somebody stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactRuling {
    /// `accept`, `ignore`, `block` or `unblock`.
    #[schema(example = "accept")]
    pub ruling: String,
}
