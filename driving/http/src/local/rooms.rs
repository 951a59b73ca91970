use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{RoomId, RoomName};
use causerie_edge::{answered, handled, now, randomness, room_id};
use causerie_usecases::peer::{
    commands::{CreateRoom, GiveRole, RemoveFromRoom, RenameRoom, RotateRoom},
    queries::{ReadRoom, ReadRooms, WhoAmI},
};
use causerie_wire as wire;

use super::{Api, room_shapes as shapes};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, Refusal},
};

/// The rooms there are for this device: those it is or was in, those it wishes to be in, and those it was invited into.
#[utoipa::path(
    get,
    path = "/v1/rooms",
    responses(
        (status = 200, body = wire::Rooms),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn all(State(api): State<Arc<Api>>) -> Result<Answer<wire::Rooms>, Refusal> {
    let here = answered(&api.peer.rooms.read_rooms, ReadRooms).await?;
    Ok(Answer(shapes::rooms(&here)))
}

/// Make a private room with nobody in it but this device. The same with the same id changes nothing.
#[utoipa::path(
    post,
    path = "/v1/rooms",
    request_body = wire::CreateRoom,
    responses(
        (status = 200, body = wire::CreatedRoom),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 409 ID_IN_USE, TOO_MANY_ROOMS; 413 TOO_LARGE; \
            503 DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn create(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::CreateRoom>,
) -> Result<Answer<wire::CreatedRoom>, Refusal> {
    let name = name(&body.name)?;
    let room = match &body.id {
        Some(id) => parse(id)?,
        None => room_id()?,
    };
    let command = CreateRoom { room, name, at: now(), randomness: randomness()? };
    handled(&api.peer.rooms.create, command).await?;
    Ok(Answer(wire::CreatedRoom { id: room.to_string() }))
}

/// What a room is like and who is in it, as this device last had it.
#[utoipa::path(
    get,
    path = "/v1/rooms/{id}",
    params(("id" = String, Path, description = "The room's 32 hexadecimal digits")),
    responses(
        (status = 200, body = wire::RoomDetails),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_ROOM; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn one(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::RoomDetails>, Refusal> {
    let room = answered(&api.peer.rooms.read_room, ReadRoom { room: parse(&id)? }).await?;
    Ok(Answer(shapes::details(&room)))
}

/// Call a room otherwise. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/rooms/{id}/name",
    params(("id" = String, Path, description = "The room's 32 hexadecimal digits")),
    request_body = wire::RenameRoom,
    responses(
        (status = 204, description = "It counts for everybody in it"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 NOT_ENTITLED; 404 NO_SUCH_ROOM; \
            409 NOT_IN_ROOM, ROOM_LOST, ROOM_LOG_FULL; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; \
            503 ROOM_BUSY, DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn rename(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::RenameRoom>,
) -> Result<StatusCode, Refusal> {
    let (room, name) = (parse(&id)?, name(&body.name)?);
    let command = RenameRoom { room, name, at: now(), randomness: randomness()? };
    handled(&api.peer.rooms.change, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say what somebody may do in a room. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/rooms/{id}/members/{address}/role",
    params(
        ("id" = String, Path, description = "The room's 32 hexadecimal digits"),
        ("address" = String, Path, description = "`username@domain`, or `username` at one's own directory"),
    ),
    request_body = wire::GiveRole,
    responses(
        (status = 204, description = "It counts for everybody in it"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 NOT_ENTITLED; 404 NO_SUCH_ROOM, NOT_A_MEMBER; \
            409 NOT_IN_ROOM, ROOM_LOST, LAST_OWNER, ROOM_LOG_FULL; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; \
            503 ROOM_BUSY, DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn give_role(
    State(api): State<Arc<Api>>,
    Segments((id, who)): Segments<(String, String)>,
    Json(body): Json<wire::GiveRole>,
) -> Result<StatusCode, Refusal> {
    let (room, who) = (parse(&id)?, api.address(&who)?);
    let role =
        shapes::role(&body.role).ok_or(BAD_REQUEST.because("a role is owner, admin or member"))?;
    let command = GiveRole { room, who, role, at: now(), randomness: randomness()? };
    handled(&api.peer.rooms.change, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have somebody go from a room, with all their devices: they cannot read what is said from then on. Who is not in it is gone already.
#[utoipa::path(
    delete,
    path = "/v1/rooms/{id}/members/{address}",
    params(
        ("id" = String, Path, description = "The room's 32 hexadecimal digits"),
        ("address" = String, Path, description = "`username@domain`, or `username` at one's own directory; not oneself"),
    ),
    responses(
        (status = 204, description = "It counts for everybody in it"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 NOT_ENTITLED; 404 NO_SUCH_ROOM; \
            409 NOT_IN_ROOM, ROOM_LOST, ROOM_LOG_FULL; 429 QUOTA_EXCEEDED; \
            503 ROOM_BUSY, DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn remove(
    State(api): State<Arc<Api>>,
    Segments((id, who)): Segments<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let (room, who) = (parse(&id)?, api.address(&who)?);
    if answered(&api.peer.who_am_i, WhoAmI).await?.device.person == who {
        return Err(BAD_REQUEST.because("that is you: whoever wants to go leaves the room"));
    }
    let command = RemoveFromRoom { room, who, at: now(), randomness: randomness()? };
    handled(&api.peer.rooms.change, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change a room's keys, and nothing else: what was stolen before reads nothing that is said from then on.
#[utoipa::path(
    post,
    path = "/v1/rooms/{id}/rotate",
    params(("id" = String, Path, description = "The room's 32 hexadecimal digits")),
    responses(
        (status = 204, description = "They were changed"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_ROOM; \
            409 NOT_IN_ROOM, ROOM_LOST, ROOM_LOG_FULL; 429 QUOTA_EXCEEDED; \
            503 ROOM_BUSY, DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn rotate(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
) -> Result<StatusCode, Refusal> {
    let room = parse(&id)?;
    let epoch = answered(&api.peer.rooms.read_room, ReadRoom { room }).await?.epoch;
    let command = RotateRoom { room, epoch, at: now(), randomness: randomness()? };
    handled(&api.peer.rooms.change, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn parse(id: &str) -> Result<RoomId, Refusal> {
    id.parse().map_err(|_| BAD_REQUEST.because("a room is 32 hexadecimal digits in lower case"))
}

fn name(raw: &str) -> Result<RoomName, Refusal> {
    raw.parse().map_err(|_| {
        BAD_REQUEST.because(
            "a room's name is 1 to 64 bytes of UTF-8 without controls, nor white space at its ends",
        )
    })
}
