use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of a [`Problem`].
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a request was refused (RFC 9457). It never repeats what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words of the HTTP status.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The reason in one stable word, such as `NAME_IN_USE`.
    pub code: String,
    /// The reason in a sentence for people.
    pub detail: String,
    /// Whether the same request may succeed later.
    pub retry: bool,
    /// Of a delivery: the envelopes that were refused. All the others were kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedEnvelope>,
}

/// One refused envelope of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusedEnvelope {
    /// Its id.
    pub id: String,
    /// Why, in one stable word.
    pub code: String,
}
