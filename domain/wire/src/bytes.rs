use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::ToSchema;

/// Bytes, written in JSON as base64url without padding (RFC 4648 §5). They do not print in logs.
#[derive(Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Za-z0-9_-]*$", example = "3q2-7w")]
pub struct Base64(pub Vec<u8>);

impl Base64 {
    /// The bytes, if there are exactly `N`.
    #[must_use]
    pub fn array<const N: usize>(&self) -> Option<[u8; N]> {
        self.0.as_slice().try_into().ok()
    }
}

impl<T: AsRef<[u8]>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Self(bytes.as_ref().to_vec())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64_URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.as_bytes());
        bytes.map(Self).map_err(|_| D::Error::custom("expected base64url without padding"))
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_back() {
        let bytes = Base64(vec![0xDE, 0xAD, 0xBE, 0xEF]);

        assert_eq!(serde_json::to_string(&bytes).unwrap(), r#""3q2-7w""#);
        assert_eq!(serde_json::from_str::<Base64>(r#""3q2-7w""#).unwrap(), bytes);
        assert_eq!(format!("{bytes:?}"), "Base64(4 bytes)");
    }

    #[test]
    fn other_alphabets_and_padding_are_refused() {
        for raw in [r#""3q2+7w""#, r#""3q2-7w==""#, "7", "null"] {
            assert!(serde_json::from_str::<Base64>(raw).is_err());
        }
    }
}
