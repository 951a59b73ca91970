use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_edge::answered;
use causerie_usecases::peer::queries::ReadWaiting;
use causerie_wire as wire;

use super::{Api, shapes};
use crate::refusal::Refusal;

/// For which devices something waits, and why; those about to be tried first.
#[utoipa::path(
    get,
    path = "/v1/waiting",
    responses(
        (status = 200, body = wire::Waiting),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn waiting(State(api): State<Arc<Api>>) -> Result<Answer<wire::Waiting>, Refusal> {
    let held = answered(&api.peer.read_waiting, ReadWaiting).await?;
    Ok(Answer(wire::Waiting { devices: held.iter().map(shapes::held).collect() }))
}
