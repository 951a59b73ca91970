use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::refusal::{BAD_REQUEST, Refusal};

/// The variable segments of the path, as text.
pub(crate) struct Segments<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let parsed = Path::from_request_parts(parts, state).await;
        parsed.map(|Path(segments)| Self(segments)).map_err(|_| BAD_REQUEST)
    }
}
