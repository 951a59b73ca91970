use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Base64, Hidden};

/// `PUT /v1/people/{username}/devices`: which devices a person has from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishDevices {
    /// The list, signed by the account key (CBOR, at most 4 KiB).
    pub list: Base64,
    /// Where the account has a second factor: the six digits of the authenticator app, or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Hidden>,
}

/// `PUT /v1/links/{id}/request` and `PUT /v1/links/{id}/answer`: what one device leaves for another of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Leave {
    /// What only they can read; at most 2 KiB for a request, 4 KiB for an answer.
    pub sealed: Base64,
}

/// `GET` of the same: what was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Left {
    /// Absent as long as nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Base64>,
}

/// `GET /v1/devices`: this person's devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnDevices {
    /// The first one first, then in the order they were linked.
    pub devices: Vec<OwnDevice>,
}

/// One of this person's devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnDevice {
    /// Its id, which is also what it is called.
    #[schema(example = "phone")]
    pub id: String,
    /// Its Ed25519 public key, 32 bytes.
    pub key: Base64,
    /// When it was linked; absent for the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
    /// Whether it is the one that answers.
    pub this: bool,
    /// Whether it is the first one, which has the account key: it alone links and revokes.
    pub primary: bool,
}

/// `PUT /v1/links/{id}`, and the question of `POST /v1/links/{id}`: the code that is shown to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkCode {
    /// 20 letters and digits, from which the id follows.
    pub code: Hidden,
}

/// `POST /v1/links/{id}`: who wants to be linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkRequest {
    /// The device that asks; absent as long as none has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asking: Option<AskingDevice>,
}

/// A device that asks to be linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskingDevice {
    /// What it wants to be called.
    #[schema(example = "phone")]
    pub id: String,
    /// Its Ed25519 public key, 32 bytes.
    pub key: Base64,
    /// What machine it is, as it says itself.
    #[schema(example = "cat (linux)")]
    pub name: String,
    /// When it asked, by its clock.
    pub at: u64,
}

/// `PUT /v1/links/{id}/decision`: what the person says to the device that asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkDecision {
    /// The code that was shown.
    pub code: Hidden,
    /// The key of the device that was looked at and is taken on; absent for no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Base64>,
    /// Where the account has a second factor: the six digits of the authenticator app, or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<Hidden>,
}

/// `DELETE /v1/devices/{id}`, which may do without: a code of the second factor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revoke {
    /// Where the account has one: the six digits of the authenticator app, or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<Hidden>,
}

/// What a message of kind 8 says: that its author has one device more, or one less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceEvent {
    /// `linked` or `revoked`.
    #[schema(example = "linked")]
    pub change: String,
    /// The device's id.
    #[schema(example = "phone")]
    pub device: String,
}
