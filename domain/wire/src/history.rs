use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::MAX_BODY_BYTES;

/// The answer to `POST /v1/history` between two devices of a person: a page, sealed for the one that asked.
///
/// CBOR, a map: 0 → nonce (24 bytes) and ciphertext, bytes. Keys not listed here are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealedHistory {
    /// See above.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}

impl SealedHistory {
    /// The media type.
    pub const CONTENT_TYPE: &str = "application/cbor";

    /// The bytes that [`SealedHistory::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Writing to a Vec cannot fail, so there is no error to lose.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// The answer in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedAnswer> {
        if bytes.len() > MAX_BODY_BYTES {
            return Err(MalformedAnswer);
        }
        let mut cbor = minicbor::Decoder::new(bytes);
        let answer = cbor.decode().map_err(|_| MalformedAnswer)?;
        if cbor.position() == bytes.len() { Ok(answer) } else { Err(MalformedAnswer) }
    }
}

/// The bytes are no [`SealedHistory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a sealed page of history")]
pub struct MalformedAnswer;

/// `PUT /v1/history` at the local API: have another device bring what was said before this one was there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FetchHistory {
    /// Which; without it the one that was asked before, or the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// `GET /v1/history` at the local API: how far that is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryProgress {
    /// The id of the device that brings it.
    pub from: String,
    /// How many people it brought.
    pub people: u64,
    /// How many messages, and changes of some, with those that were here.
    pub entries: u64,
    /// How many of these there are, about.
    pub total: u64,
    /// Whether all of it is here.
    pub done: bool,
    /// Why the last attempt led nowhere, in one word, if it did: it is repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_fixed() {
        let answer = SealedHistory { sealed: b"hi".to_vec() };

        assert_eq!(answer.encode(), b"\xa1\x00\x42hi");
        assert_eq!(SealedHistory::decode(b"\xa1\x00\x42hi"), Ok(answer.clone()));
        let more = [answer.encode(), vec![0]].concat();
        assert_eq!(SealedHistory::decode(&more), Err(MalformedAnswer));
        let lie = b"\xa1\x00\x5b\xff\xff\xff\xff\xff\xff\xff\xff";
        assert_eq!(SealedHistory::decode(lie), Err(MalformedAnswer));
    }
}
