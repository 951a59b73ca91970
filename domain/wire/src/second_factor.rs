use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A text that does not print, and is wiped when dropped: a secret, or a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(..)")
    }
}

/// `GET /v1/people/{username}/second-factor`, and at the local API `GET /v1/second-factor`: how a second factor stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecondFactor {
    /// `off`, `offered` (it counts once it is confirmed) or `on`.
    #[schema(example = "on")]
    pub standing: String,
    /// Since when it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
    /// How many recovery codes were not used yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_codes_left: Option<u64>,
}

/// `PUT /v1/people/{username}/second-factor`, and at the local API `PUT /v1/second-factor`: a second factor that counts once it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferSecondFactor {
    /// The secret of an authenticator app (RFC 6238): 32 characters of base32.
    pub secret: Hidden,
    /// Ten codes of 16 characters of base32, hyphens apart, each for one use when the app is lost.
    pub recovery_codes: Vec<Hidden>,
}

/// `PUT …/confirmation` and `PUT …/removal` beneath a second factor: a code of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecondFactorCode {
    /// The six digits of an authenticator app, or (for a removal) a recovery code.
    pub code: Hidden,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_have_these_words_and_secrets_do_not_print() {
        let offer = OfferSecondFactor {
            secret: Hidden("S".to_owned()),
            recovery_codes: vec![Hidden("R".to_owned())],
        };
        let off =
            SecondFactor { standing: "off".to_owned(), since: None, recovery_codes_left: None };

        let json = serde_json::to_string(&offer).unwrap();
        assert_eq!(json, r#"{"secret":"S","recovery_codes":["R"]}"#);
        assert_eq!(serde_json::to_string(&off).unwrap(), r#"{"standing":"off"}"#);
        assert_eq!(format!("{:?}", offer.secret), "Hidden(..)");
    }
}
