use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{MessageId, MessageRef, Text, Timer};
use causerie_edge::{answered, handled_about, now, randomness};
use causerie_usecases::peer::{commands::SendMessage, queries::ReadMessage};
use causerie_wire as wire;
use serde::Deserialize;

use super::{Api, shapes};
use crate::{
    input::{Json, Query, Segments},
    refusal::{BAD_REQUEST, BAD_TIMER, NOT_FOUND, Refusal},
};

/// Say something to somebody, or in a room. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/messages/{id}",
    params(("id" = String, Path, description = "A UUID of version 7 that the caller minted")),
    request_body = wire::SendMessage,
    responses(
        (status = 204, description = "Kept, and on its way"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, BAD_TIMER, UNKNOWN_DOMAIN; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND, NO_SUCH_ROOM; \
            403 BANNED, MUTED; 409 BLOCKED, ID_IN_USE, IDENTITY_CHANGED, NOT_IN_ROOM; 413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn send(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::SendMessage>,
) -> Result<StatusCode, Refusal> {
    let id = parse(&id)?;
    let to = api.conversation(&body.to)?;
    let text = text(body.text)?;
    let reply_to = body.reply_to.map(|it| reference(&api, &it.id, &it.from)).transpose()?;
    let expires_in = body.expires_in_ms.map(timer).transpose()?;
    let about = [("message", id.to_string()), ("bytes", text.as_str().len().to_string())];
    let randomness = randomness()?;
    let command =
        |trace| SendMessage { id, to, text, reply_to, expires_in, at: now(), trace, randomness };
    handled_about(&api.peer.send_message, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a message stands, and what it says now: one that this person sent, unless it says whose it is.
#[utoipa::path(
    get,
    path = "/v1/messages/{id}",
    params(
        ("id" = String, Path, description = "The message's UUID"),
        ("from" = Option<String>, Query, description = "Who said it, if this person did not: `username@domain`, or `username` at one's own directory"),
    ),
    responses(
        (status = 200, body = wire::MessageReport),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NOT_FOUND; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn report(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Query(whose): Query<Whose>,
) -> Result<Answer<wire::MessageReport>, Refusal> {
    let from = whose.from.map(|from| api.address(&from)).transpose()?;
    let missing = match from {
        Some(_) => "there is no such message of theirs here",
        None => "this person sent no such message",
    };
    let query = ReadMessage { id: parse(&id)?, from, at: now() };
    let report = answered(&api.peer.read_message, query).await?;
    Ok(Answer(shapes::report(report.ok_or(NOT_FOUND.because(missing))?)))
}

/// Who said it.
#[derive(Deserialize)]
pub(super) struct Whose {
    from: Option<String>,
}

pub(super) fn text(raw: String) -> Result<Text, Refusal> {
    Text::try_from(raw).map_err(|_| BAD_REQUEST.because("a message is 1 byte to 64 KiB of UTF-8"))
}

pub(super) fn timer(millis: u64) -> Result<Timer, Refusal> {
    Timer::try_from(millis).map_err(|_| BAD_TIMER)
}

pub(super) fn reference(api: &Api, id: &str, from: &str) -> Result<MessageRef, Refusal> {
    Ok(MessageRef { id: parse(id)?, author: api.address(from)? })
}

pub(super) fn parse(id: &str) -> Result<MessageId, Refusal> {
    id.parse().map_err(|_| BAD_REQUEST.because("a message id is a UUID of version 7"))
}
