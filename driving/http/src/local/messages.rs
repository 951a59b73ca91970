use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{MessageId, Text};
use causerie_edge::{answered, handled_about, now, randomness};
use causerie_usecases::peer::{commands::SendMessage, queries::ReadMessage};
use causerie_wire as wire;

use super::{Api, shapes};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, NOT_FOUND, Refusal},
};

/// Say something to somebody. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/messages/{id}",
    params(("id" = String, Path, description = "A UUID of version 7 that the caller minted")),
    request_body = wire::SendMessage,
    responses(
        (status = 204, description = "Kept, and on its way"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, UNKNOWN_DOMAIN; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; \
            409 ID_IN_USE, IDENTITY_CHANGED; 413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn send(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::SendMessage>,
) -> Result<StatusCode, Refusal> {
    let id = parse(&id)?;
    let to = api.address(&body.to)?;
    let text = Text::try_from(body.text);
    let text = text.map_err(|_| BAD_REQUEST.because("a message is 1 byte to 64 KiB of UTF-8"))?;
    let about = [("message", id.to_string()), ("bytes", text.as_str().len().to_string())];
    let randomness = randomness()?;
    let command = |trace| SendMessage { id, to, text, at: now(), trace, randomness };
    handled_about(&api.peer.send_message, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a message stands that this person sent.
#[utoipa::path(
    get,
    path = "/v1/messages/{id}",
    params(("id" = String, Path, description = "The message's UUID")),
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
) -> Result<Answer<wire::MessageReport>, Refusal> {
    let report = answered(&api.peer.read_message, ReadMessage { id: parse(&id)? }).await?;
    let report = report.ok_or(NOT_FOUND.because("this person sent no such message"))?;
    Ok(Answer(shapes::report(report)))
}

pub(super) fn parse(id: &str) -> Result<MessageId, Refusal> {
    id.parse().map_err(|_| BAD_REQUEST.because("a message id is a UUID of version 7"))
}
