use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::Timer;
use causerie_edge::{answered, handled, now};
use causerie_usecases::peer::{commands::SetTimer, queries::ReadTimer};
use causerie_wire as wire;

use super::{Api, messages, rooms};
use crate::{
    input::{Json, Segments},
    refusal::Refusal,
};

/// After how long disappears what this person says to somebody.
#[utoipa::path(
    get,
    path = "/v1/people/{who}/timer",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    responses(
        (status = 200, body = wire::Timer),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn timer(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
) -> Result<Answer<wire::Timer>, Refusal> {
    let timer =
        answered(&api.peer.read_timer, ReadTimer { with: api.address(&who)?.into() }).await?;
    Ok(Answer(wire::Timer { expires_in_ms: timer.map(Timer::millis) }))
}

/// Decide after how long disappears, at both ends, what this person says to somebody from now on.
#[utoipa::path(
    put,
    path = "/v1/people/{who}/timer",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    request_body = wire::Timer,
    responses(
        (status = 204, description = "Decided"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, BAD_TIMER; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn set(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
    Json(body): Json<wire::Timer>,
) -> Result<StatusCode, Refusal> {
    let timer = body.expires_in_ms.map(messages::timer).transpose()?;
    handled(&api.peer.set_timer, SetTimer { with: api.address(&who)?.into(), timer, at: now() })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// After how long disappears what this person says in a room.
#[utoipa::path(
    get,
    path = "/v1/rooms/{id}/timer",
    params(("id" = String, Path, description = "The 32 hexadecimal digits of its id")),
    responses(
        (status = 200, body = wire::Timer),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn timer_of_room(
    State(api): State<Arc<Api>>,
    Segments(room): Segments<String>,
) -> Result<Answer<wire::Timer>, Refusal> {
    let timer =
        answered(&api.peer.read_timer, ReadTimer { with: rooms::parse(&room)?.into() }).await?;
    Ok(Answer(wire::Timer { expires_in_ms: timer.map(Timer::millis) }))
}

/// Decide after how long disappears, at all ends, what this person says in a room from now on. What others say there is theirs to decide.
#[utoipa::path(
    put,
    path = "/v1/rooms/{id}/timer",
    params(("id" = String, Path, description = "The 32 hexadecimal digits of its id")),
    request_body = wire::Timer,
    responses(
        (status = 204, description = "Decided"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, BAD_TIMER; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_ROOM; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn set_in_room(
    State(api): State<Arc<Api>>,
    Segments(room): Segments<String>,
    Json(body): Json<wire::Timer>,
) -> Result<StatusCode, Refusal> {
    let (with, timer) =
        (rooms::parse(&room)?.into(), body.expires_in_ms.map(messages::timer).transpose()?);
    handled(&api.peer.set_timer, SetTimer { with, timer, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}
