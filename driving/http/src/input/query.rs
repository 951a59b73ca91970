use axum::{
    extract::{FromRequestParts, Query as Parsed},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::refusal::{BAD_REQUEST, Refusal};

/// What stands behind the `?`.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let parsed = Parsed::from_request_parts(parts, state).await;
        parsed.map(|Parsed(query)| Self(query)).map_err(|_| BAD_REQUEST)
    }
}
