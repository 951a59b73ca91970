use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::Address;
use causerie_edge::{answered, handled, now};
use causerie_usecases::{
    directory::{commands::BanFromPublic, queries::ReadPublic},
    ports::PublicChannel,
};
use causerie_wire as wire;

use super::{Api, caller::Member};
use crate::{
    input::Segments,
    refusal::{BAD_REQUEST, NO_SUCH_ROOM, Refusal},
};

/// The public channel of this directory: which room it is, and who moderates it.
#[utoipa::path(
    get,
    path = "/v1/public",
    responses(
        (status = 200, body = wire::PublicChannel),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 404 NO_SUCH_ROOM; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn channel(
    State(api): State<Arc<Api>>,
    _member: Member,
) -> Result<Answer<wire::PublicChannel>, Refusal> {
    let read = answered(&api.directory.read_public, ReadPublic).await?;
    let PublicChannel { room, name, moderators } = read.ok_or(NO_SUCH_ROOM)?;
    let moderators = moderators.iter().map(|who| who.username.to_string()).collect();
    let (room, name) = (room.to_string(), name.as_str().to_owned());
    Ok(Answer(wire::PublicChannel { room, name, moderators }))
}

/// Let somebody come into the public channel no more. Only moderators may, and nobody bans them. Again changes nothing; whoever is in it
/// is let go by an entry of its log.
#[utoipa::path(
    put,
    path = "/v1/public/bans/{username}",
    params(("username" = String, Path, description = "Of this directory")),
    responses(
        (status = 204, description = "Banned"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN, DEVICE_REVOKED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn ban(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(username): Segments<String>,
) -> Result<StatusCode, Refusal> {
    be(&api, &member, &username, true).await
}

/// Let somebody come into the public channel again. Again changes nothing.
#[utoipa::path(
    delete,
    path = "/v1/public/bans/{username}",
    params(("username" = String, Path, description = "Of this directory")),
    responses(
        (status = 204, description = "Not banned"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN, DEVICE_REVOKED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn lift(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(username): Segments<String>,
) -> Result<StatusCode, Refusal> {
    be(&api, &member, &username, false).await
}

async fn be(
    api: &Api,
    member: &Member,
    username: &str,
    banned: bool,
) -> Result<StatusCode, Refusal> {
    let by = member.device().person.clone();
    let username = username.parse();
    let username =
        username.map_err(|_| BAD_REQUEST.because("a username is 1 to 32 of a-z, 0-9 and -"))?;
    let who = Address { username, domain: by.domain.clone() };
    let command = BanFromPublic { by, who, banned, at: now() };
    handled(&api.directory.public_channel, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
