use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_edge::{answered, now};
use causerie_usecases::peer::queries::{ReadIdentity, ReadMessage, ReadRooms, Why};
use causerie_wire as wire;

use super::{Api, messages, room_shapes::reached, rooms, shapes};
use crate::{
    input::Segments,
    refusal::{NO_SUCH_ROOM, NOT_FOUND, Refusal, USER_NOT_FOUND},
};

/// Why a message that this person sent is not where it should be; nothing if it is. Of one said in a room also how far it has come with each.
#[utoipa::path(
    get,
    path = "/v1/messages/{id}/why",
    params(("id" = String, Path, description = "The message's UUID")),
    responses(
        (status = 200, body = wire::Reasons),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NOT_FOUND; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn message(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::Reasons>, Refusal> {
    let id = messages::parse(&id)?;
    let query = ReadMessage { id, from: None, at: now() };
    let report = answered(&api.peer.read_message, query).await?;
    let report = report.ok_or(NOT_FOUND.because("this person sent no such message"))?;
    let reasons = answered(&api.peer.why, Why::Message(id)).await?;
    let reached = report.reached.iter().map(reached).collect();
    Ok(Answer(wire::Reasons { reached, ..shapes::reasons(&reasons) }))
}

/// Why anything between this person and another is not where it should be; nothing if all of it is. Messages first, oldest first.
#[utoipa::path(
    get,
    path = "/v1/people/{who}/why",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    responses(
        (status = 200, body = wire::Reasons),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND (nobody this device has had to do with); \
            503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn person(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
) -> Result<Answer<wire::Reasons>, Refusal> {
    let who = api.address(&who)?;
    let reasons = answered(&api.peer.why, Why::Person(who.clone())).await?;
    // Something may have come from somebody who was never met.
    if reasons.is_empty()
        && answered(&api.peer.read_identity, ReadIdentity { who }).await?.is_none()
    {
        return Err(USER_NOT_FOUND.because("this device knows nobody by that name"));
    }
    Ok(Answer(shapes::reasons(&reasons)))
}

/// Why anything this person said in a room is not where it should be, or the room is not; nothing if all of it is. Messages first, oldest first.
#[utoipa::path(
    get,
    path = "/v1/rooms/{id}/why",
    params(("id" = String, Path, description = "The room's 32 hexadecimal digits")),
    responses(
        (status = 200, body = wire::Reasons),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_ROOM; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn room(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::Reasons>, Refusal> {
    let room = rooms::parse(&id)?;
    let here = answered(&api.peer.rooms.read_rooms, ReadRooms).await?;
    if here.rooms.iter().all(|known| known.id != room) {
        return Err(NO_SUCH_ROOM);
    }
    let reasons = answered(&api.peer.why, Why::Room(room, now())).await?;
    Ok(Answer(shapes::reasons(&reasons)))
}
