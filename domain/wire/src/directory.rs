use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Base64, Hidden};

/// `PUT /v1/people/{username}`: a new person with a first device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegisterPerson {
    /// The first device's id.
    #[schema(example = "d1")]
    pub device: String,
    /// Ed25519 public key of the person, 32 bytes.
    pub account_key: Base64,
    /// Ed25519 public key of the device, 32 bytes.
    pub device_key: Base64,
    /// The person's signature over the enrolment, 64 bytes.
    pub account_signature: Base64,
    /// The device's signature over the enrolment, 64 bytes.
    pub device_signature: Base64,
}

/// `GET /v1/challenges/{id}`: what to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Challenge {
    /// 32 random bytes.
    pub nonce: Base64,
    /// When it is worth nothing any more.
    pub expires: u64,
}

/// `PUT /v1/challenges/{id}/credential`: the answer to a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CredentialRequest {
    /// The device, as its certificate will name it.
    #[schema(example = "d1.bob.peers.chat.example.org")]
    pub device: String,
    /// A certificate request (RFC 2986) in DER, for its public key; at most 4 KiB.
    pub request: Base64,
    /// The device's signature over the sign-in statement, 64 bytes.
    pub signature: Base64,
    /// Where the account has a second factor, and the answer without it was `TOTP_REQUIRED`: the six digits of the authenticator app, or a
    /// recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Hidden>,
}

/// `GET /v1/challenges/{id}/credential`: what the answer earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CredentialChain {
    /// Certificates (RFC 5280) in DER, the device's first, without the root.
    pub chain: Vec<Base64>,
}

/// Whom a name belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// `username@domain`.
    #[schema(example = "bob@chat.example.org")]
    pub address: String,
    /// Ed25519 public key of the person, 32 bytes.
    pub account_key: Base64,
    /// The person's devices.
    pub devices: Vec<Device>,
    /// The latest list of them, signed by the account key (CBOR), if they ever had more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_list: Option<Base64>,
}

/// One of a person's devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Device {
    /// Its id.
    #[schema(example = "d1")]
    pub id: String,
    /// Its Ed25519 public key, 32 bytes.
    pub key: Base64,
    /// The person's signature over its enrolment, 64 bytes.
    pub signature: Base64,
}

/// `PUT /v1/people/{username}/devices/{device}/address`: where a device listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishAddress {
    /// `host:port`.
    #[schema(example = "192.0.2.7:7500")]
    pub address: String,
    /// For how many milliseconds from now; more than an hour is taken for an hour.
    pub time_to_live: u64,
}

/// `GET /v1/people/{username}/devices/{device}/address`: where a device can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedAddress {
    /// `host:port`.
    #[schema(example = "192.0.2.7:7500")]
    pub address: String,
    /// From then on it is taken to be away.
    pub expires: u64,
}

/// `PUT /v1/people/{username}/devices/{device}/pre-keys`: what others begin sessions with this device by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishPreKeys {
    /// The bundle to hand out when the others have run out, 1,350 bytes.
    pub last_resort: Base64,
    /// Bundles to be handed out once each, in the order of their numbers: at most 100 of 1,386 bytes.
    pub one_time: Vec<Base64>,
}

/// `GET /v1/people/{username}/devices/{device}/pre-keys`: what is left of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PreKeysLeft {
    /// Which set of signed pre-keys.
    pub generation: u32,
    /// How many bundles nobody has claimed.
    pub one_time: u64,
    /// The largest number of all bundles ever published.
    pub last_number: u32,
}

/// `PUT /v1/pre-key-claims/{id}`: a claim to a bundle of somebody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimPreKeys {
    /// The device a session is to be begun with.
    #[schema(example = "d1.bob.peers.chat.example.org")]
    pub target: String,
}

/// `GET /v1/pre-key-claims/{id}`: what was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimedPreKeys {
    /// The bundle.
    pub bundle: Base64,
}

/// `PUT /v1/people/{username}/devices/{device}/mailbox/acknowledged`: what was fetched and is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AcknowledgeMail {
    /// The number of the last item that is; all up to it is removed.
    pub up_to: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MAX_BODY_BYTES;

    #[test]
    fn the_largest_batch_of_pre_keys_fits_a_body() {
        let bundle = Base64(vec![255; 1_386]);
        let batch = PublishPreKeys { last_resort: bundle.clone(), one_time: vec![bundle; 100] };

        let body = serde_json::to_vec(&batch).unwrap();

        assert!(body.len() <= MAX_BODY_BYTES, "{} bytes", body.len());
    }
}
