use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_edge::{handled, now};
use causerie_usecases::peer::commands::AllowReceipts;
use causerie_wire as wire;

use super::Api;
use crate::{
    input::{Json, Segments},
    refusal::Refusal,
};

/// Decide whether somebody is told when what they sent was delivered and read. They are, unless it is decided otherwise.
#[utoipa::path(
    put,
    path = "/v1/people/{who}/receipts",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    request_body = wire::ReceiptsAllowed,
    responses(
        (status = 204, description = "Decided; where they are not told, what was to be told already is forgotten"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn allow(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
    Json(body): Json<wire::ReceiptsAllowed>,
) -> Result<StatusCode, Refusal> {
    let command = AllowReceipts { to: api.address(&who)?, allowed: body.allowed, at: now() };
    handled(&api.peer.allow_receipts, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
