//! How a person comes into the public channel.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use causerie_edge::{answered, handled, now, randomness};
use causerie_usecases::peer::{commands::JoinPublicRoom, queries::ReadPublicRoom};
use causerie_wire as wire;

use super::Api;
use crate::refusal::Refusal;

/// Be in the public channel of this person's directory: come into it, or found it if nobody did. Again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/public",
    responses(
        (status = 200, description = "This device is in it", body = wire::EnteredPublic),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 403 BANNED; 404 NO_PUBLIC_CHANNEL; \
            409 ROOM_FULL, ROOM_LOG_FULL, TOO_MANY_ROOMS; 429 QUOTA_EXCEEDED; \
            503 CHANNEL_BROKEN, ROOM_BUSY, DIRECTORY_UNREACHABLE, UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn enter(
    State(api): State<Arc<Api>>,
) -> Result<Answer<wire::EnteredPublic>, Refusal> {
    let command = JoinPublicRoom { at: now(), randomness: randomness()? };
    handled(&*api.peer.rooms.join_public, command).await?;
    let room = answered(&api.peer.rooms.read_public, ReadPublicRoom).await?;
    Ok(Answer(wire::EnteredPublic { room: room.to_string() }))
}
