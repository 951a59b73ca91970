use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_edge::{answered, now};
use causerie_usecases::peer::queries::WhoAmI;
use causerie_wire as wire;

use super::{Api, shapes};
use crate::refusal::Refusal;

/// Who this peer is, and how it stands.
#[utoipa::path(
    get,
    path = "/v1/status",
    responses(
        (status = 200, body = wire::Status),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn status(State(api): State<Arc<Api>>) -> Result<Answer<wire::Status>, Refusal> {
    let me = answered(&api.peer.who_am_i, WhoAmI).await?;
    Ok(Answer(shapes::status(&me, now())))
}
