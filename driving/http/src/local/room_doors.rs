//! How people come into rooms, and leave them.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_edge::{handled_about, message_id, now, randomness};
use causerie_usecases::peer::commands::{InviteToRoom, JoinRoom, LeaveRoom};
use causerie_wire as wire;

use super::{Api, rooms::parse};
use crate::{
    input::{Json, Segments},
    refusal::Refusal,
};

/// Invite somebody into a room. They come in if they want to, and are a contact from then on.
#[utoipa::path(
    post,
    path = "/v1/rooms/{id}/invitations",
    params(("id" = String, Path, description = "The room's 32 hexadecimal digits")),
    request_body = wire::InviteToRoom,
    responses(
        (status = 204, description = "The invitation is kept, and on its way"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, UNKNOWN_DOMAIN; 401 CREDENTIAL_REQUIRED; 403 NOT_ENTITLED; \
            404 NO_SUCH_ROOM, USER_NOT_FOUND; 409 NOT_IN_ROOM, ALREADY_IN_ROOM, IDENTITY_CHANGED, BLOCKED; 413 TOO_LARGE; \
            503 DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn invite(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::InviteToRoom>,
) -> Result<StatusCode, Refusal> {
    let (room, who) = (parse(&id)?, api.address(&body.who)?);
    let (id, randomness) = (message_id()?, randomness()?);
    let about = [("message", id.to_string())];
    let command = |trace| InviteToRoom { id, room, who, at: now(), trace, randomness };
    handled_about(&api.peer.rooms.invite, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Come into a room that this person was invited into: whoever invited is asked, and takes this device in as soon as one of theirs hears of it.
#[utoipa::path(
    post,
    path = "/v1/rooms/{id}/join",
    params(("id" = String, Path, description = "The room's 32 hexadecimal digits")),
    request_body = wire::JoinRoom,
    responses(
        (status = 204, description = "It is asked for, or this device is in it"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 409 NOT_INVITED; 413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn join(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::JoinRoom>,
) -> Result<StatusCode, Refusal> {
    let room = parse(&id)?;
    let by = body.by.map(|by| api.address(&by)).transpose()?;
    let (id, randomness) = (message_id()?, randomness()?);
    let about = [("message", id.to_string())];
    let command = |trace| JoinRoom { id, room, by, at: now(), trace, randomness };
    handled_about(&api.peer.rooms.join, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leave a room, with all devices of this person. What was said in it stays here.
#[utoipa::path(
    post,
    path = "/v1/rooms/{id}/leave",
    params(("id" = String, Path, description = "The room's 32 hexadecimal digits")),
    responses(
        (status = 204, description = "This device is not in it any more"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_ROOM; 409 LAST_OWNER; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn leave(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
) -> Result<StatusCode, Refusal> {
    let room = parse(&id)?;
    let (id, randomness) = (message_id()?, randomness()?);
    let about = [("message", id.to_string())];
    let command = |trace| LeaveRoom { id, room, at: now(), trace, randomness };
    handled_about(&api.peer.rooms.leave, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
