use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::body::bounded;
use crate::refusal::{BAD_REQUEST, Refusal};

/// A JSON body (RFC 8259).
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = bounded(request, "application/json").await?;
        // What serde says of a mistake repeats what was sent.
        let parsed = serde_json::from_slice(&body).map(Self);
        parsed.map_err(|_| BAD_REQUEST.because("the body is not the JSON that this takes"))
    }
}
