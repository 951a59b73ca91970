use axum::extract::{FromRequest, Request};
use causerie_wire::Delivery;

use super::body::bounded;
use crate::refusal::{BAD_REQUEST, Refusal};

/// A [`Delivery`] in CBOR (RFC 8949).
pub(crate) struct Cbor(pub(crate) Delivery);

impl<S: Sync> FromRequest<S> for Cbor {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = bounded(request, Delivery::CONTENT_TYPE).await?;
        let parsed = Delivery::decode(&body).map(Self);
        parsed.map_err(|_| BAD_REQUEST.because("the body is not a delivery"))
    }
}
