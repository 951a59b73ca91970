use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_edge::answered;
use causerie_usecases::peer::queries::ReadUnopened;
use causerie_wire as wire;

use super::{Api, shapes};
use crate::refusal::Refusal;

/// What came and could not be opened, and why; the latest first.
#[utoipa::path(
    get,
    path = "/v1/unopened",
    responses(
        (status = 200, body = wire::Unopened),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn unopened(
    State(api): State<Arc<Api>>,
) -> Result<Answer<wire::Unopened>, Refusal> {
    let envelopes = answered(&api.peer.read_unopened, ReadUnopened).await?;
    Ok(Answer(wire::Unopened { envelopes: envelopes.iter().map(shapes::unopened).collect() }))
}
