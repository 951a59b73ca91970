use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_edge::{handled, jitter, message_id, now, randomness};
use causerie_usecases::peer::commands::SendTyping;
use causerie_wire as wire;

use super::Api;
use crate::{
    input::Json,
    refusal::{ONLY_BETWEEN_TWO, Refusal},
};

/// Tell somebody that this person is writing something: directly, at once, or not at all. It is kept nowhere.
#[utoipa::path(
    post,
    path = "/v1/typing",
    request_body = wire::Typing,
    responses(
        (status = 204, description = "Told, if they were to be reached and were not told just now"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, ONLY_BETWEEN_TWO; 401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn typing(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::Typing>,
) -> Result<StatusCode, Refusal> {
    let to = api.conversation(&body.to)?.person().cloned().ok_or(ONLY_BETWEEN_TWO)?;
    let id = message_id()?;
    let (jitter, randomness) = (jitter()?, randomness()?);
    let command = SendTyping { to, id, at: now(), jitter, randomness };
    handled(&api.peer.send_typing, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
