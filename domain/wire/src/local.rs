use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Message, Reached};

/// `GET /v1/messages/{id}?from=…`: where a message stands; one of this person's own unless it says whose.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageReport {
    /// The message.
    pub message: Message,
    /// What keeps it, while it is queued and an attempt failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry: Option<Retry>,
    /// How far it has come with each who is to have it, if this person said it in a room.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reached: Vec<Reached>,
}

/// Why a message waits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Retry {
    /// Attempts that failed in a row.
    pub failures: u32,
    /// When the last of them was.
    pub last: u64,
    /// When the next one is due.
    pub next: u64,
    /// What was wrong, in one stable word.
    pub cause: String,
}

/// `GET /v1/waiting`: what waits to be delivered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Waiting {
    /// The devices it is for, those about to be tried first; at most 1,000.
    pub devices: Vec<WaitingDevice>,
}

/// A device that something waits for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingDevice {
    /// Its name, `<device>.<username>.peers.<domain>`.
    #[schema(example = "d1.bob.peers.chat.example.org")]
    pub device: String,
    /// What keeps it; absent while it is being delivered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry: Option<Retry>,
}

/// `GET /v1/conversations`: all conversations.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Conversations {
    /// The latest first; at most 1,000.
    pub conversations: Vec<Conversation>,
}

/// A conversation at a glance.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Conversation {
    /// With whom: `username@domain`, or `#` and a room's 32 hexadecimal digits.
    pub with: String,
    /// How many messages it has.
    pub messages: u64,
    /// The latest one; its text is cut to [`Conversation::GLANCE`] characters.
    pub latest: Message,
}

impl Conversation {
    /// How many characters of the latest message are shown.
    pub const GLANCE: usize = 280;
}

/// `GET /v1/conversations/{with}`: a piece of one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversationPage {
    /// With whom: `username@domain`, or `#` and a room's 32 hexadecimal digits.
    pub with: String,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// What to ask for next, as `after`.
    pub next: u64,
}

/// `POST /v1/search`: what to look for. It is no part of the address, so that it stands in no log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Search {
    /// 1 to 16 words, of at most 256 bytes in all; each is to be in the text, also within a word, in small letters or capitals.
    pub words: String,
    /// Only with that person: `username@domain`, or `username` at one's own directory; or in that room: `#` and its 32 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub with: Option<String>,
    /// Not sent before that: milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<u64>,
    /// Sent before that: milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<u64>,
    /// The `next` of the piece before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<u64>,
    /// How many at most: 50 unless told, 1,000 at most.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<usize>,
}

/// `POST /v1/search`: messages that were looked for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// The latest first.
    pub messages: Vec<Message>,
    /// What to ask for next, as `before`; nothing if there is no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// `GET /v1/status`: who this peer is, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// `username@domain`.
    pub address: String,
    /// This device's id.
    pub device: String,
    /// Ed25519 public key of the person, base64url.
    pub account_key: String,
    /// Until when its credential is valid; absent before it first signed in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credential_until: Option<u64>,
    /// Whether that is still ahead, and the device was not revoked.
    pub signed_in: bool,
    /// Whether the directory said that this device was taken away from its person: nothing comes or goes any more.
    #[serde(default)]
    pub revoked: bool,
    /// Envelopes that wait to be delivered.
    pub waiting_envelopes: u64,
    /// How many devices they are for.
    pub waiting_devices: u64,
    /// Since when all that lay in this device's mailbox is here; absent while there may be more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub synced_since: Option<u64>,
    /// The version of the peer.
    pub version: String,
}

/// `GET /v1/identities/{who}`: how sure it is who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Identity {
    /// `username@domain`.
    #[schema(example = "bob@chat.example.org")]
    pub address: String,
    /// What to compare with them: 60 digits in groups of five.
    pub safety_number: String,
    /// When it was compared, if ever.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verified_at: Option<u64>,
    /// The safety number with the account key they are offered under now, if that is another one and nobody has decided yet
    /// whether it is theirs. Nothing is sent to them meanwhile.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed_safety_number: Option<String>,
}

/// `PUT /v1/identities/{who}`: decide whose an account key is, the offered one if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verdict {
    /// `compared`, `accepted` (without comparing) or `rejected` (what was offered is not theirs).
    #[schema(example = "compared")]
    pub verdict: String,
    /// What was compared: 60 digits, spaces allowed. Only with `compared`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub safety_number: Option<String>,
}

/// `GET /v1/unopened`: what came and could not be opened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unopened {
    /// The latest first; at most 256.
    pub envelopes: Vec<UnopenedEnvelope>,
}

/// An envelope that was refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnopenedEnvelope {
    /// Its UUID.
    pub id: String,
    /// The device that brought it.
    pub from: String,
    /// When.
    pub at: u64,
    /// Why it was refused, in one stable word.
    pub cause: String,
    /// Its size.
    pub bytes: u64,
}

/// `GET /v1/messages/{id}/why`, `GET /v1/people/{who}/why` and `GET /v1/rooms/{id}/why`: what is not where it should be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reasons {
    /// One for each thing, messages first, oldest first; none if everything is where it should be.
    pub reasons: Vec<Reason>,
    /// How far a message has come with each who is to have it, if it was said in a room.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reached: Vec<Reached>,
}

/// Why something is not where it should be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// `sent` (a message of this person), `unopened` (an envelope that came), `identity` (a changed account key) or `room` (that this
    /// device has lost).
    pub about: String,
    /// The id of the message or of the envelope, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// How far a message has come: `queued`, `stored` or `failed`; `delivered` or `read` if only one of several devices has not got it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub state: Option<String>,
    /// The other person, `username@domain`; or the room, `#` and its 32 hexadecimal digits.
    pub with: String,
    /// Who in a room has not got it: `username@domain`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub who: Option<String>,
    /// Which of their devices has not got it, where they have several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<String>,
    /// Why, in one stable word.
    pub cause: String,
    /// Since when.
    pub since: u64,
    /// Attempts that failed in a row.
    pub attempts: u32,
    /// When it is tried again, if it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<u64>,
}

/// `PUT /v1/conversations/{with}/read`: what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MarkRead {
    /// The cursor of the last message that was.
    pub up_to: u64,
}

/// `PUT /v1/people/{who}/receipts`: whether they are told what was delivered and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptsAllowed {
    /// Whether they are.
    pub allowed: bool,
}

/// `GET /v1/events`: the data of one server-sent event. Its name is one of `conversation`, `room`, `delivery`, `unopened`, `contact`, `typing` (each with
/// `with`), `file` (with `file`), `synced` (with `at`), `behind`, `revoked` (this device was) and `gap`; after a gap look at everything again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// The other person, or the room.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub with: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<u64>,
    /// The file: 32 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
}
