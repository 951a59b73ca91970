use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_chat::{MessageId, TraceContext};
use causerie_edge::{handled_about, now, randomness};
use causerie_usecases::peer::{
    Change,
    commands::{DeleteMessage, EditMessage, React},
};
use causerie_wire as wire;

use super::{Api, messages};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, Refusal},
};

/// Say a message of one's own in other words. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/messages/{id}/edits/{change}",
    params(
        ("id" = String, Path, description = "The message's UUID"),
        ("change" = String, Path, description = "A UUID of version 7 that the caller minted"),
    ),
    request_body = wire::Edit,
    responses(
        (status = 204, description = "Changed here, and on its way"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NOT_FOUND; \
            403 BANNED, MUTED; 409 NOT_ACCEPTED, NOT_CHANGEABLE, NOT_IN_ROOM, TOO_LATE, ID_IN_USE, IDENTITY_CHANGED; 413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn edit(
    State(api): State<Arc<Api>>,
    Segments((id, change)): Segments<(String, String)>,
    Json(body): Json<wire::Edit>,
) -> Result<StatusCode, Refusal> {
    let Changing { message, about, change } = changing(&id, &change)?;
    let text = messages::text(body.text)?;
    let command = |trace| EditMessage { message, text, change: change(trace) };
    handled_about(&api.peer.edit_message, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete a message of one's own everywhere. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/messages/{id}/deletion/{change}",
    params(
        ("id" = String, Path, description = "The message's UUID"),
        ("change" = String, Path, description = "A UUID of version 7 that the caller minted"),
    ),
    request_body = wire::Deletion,
    responses(
        (status = 204, description = "Wiped here, and at the others' as soon as can be"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NOT_FOUND; \
            403 BANNED, MUTED; 409 NOT_ACCEPTED, NOT_CHANGEABLE, NOT_IN_ROOM, TOO_LATE, ID_IN_USE, IDENTITY_CHANGED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn delete(
    State(api): State<Arc<Api>>,
    Segments((id, change)): Segments<(String, String)>,
    Json(wire::Deletion {}): Json<wire::Deletion>,
) -> Result<StatusCode, Refusal> {
    let Changing { message, about, change } = changing(&id, &change)?;
    let command = |trace| DeleteMessage { message, change: change(trace) };
    handled_about(&api.peer.delete_message, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// React to a message, or take that back. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/messages/{id}/reactions/{change}",
    params(
        ("id" = String, Path, description = "The message's UUID"),
        ("change" = String, Path, description = "A UUID of version 7 that the caller minted"),
    ),
    request_body = wire::React,
    responses(
        (status = 204, description = "Noted here, and on its way"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NOT_FOUND; \
            403 BANNED, MUTED; 409 NOT_ACCEPTED, NOT_CHANGEABLE, NOT_IN_ROOM, ID_IN_USE, IDENTITY_CHANGED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn react(
    State(api): State<Arc<Api>>,
    Segments((id, change)): Segments<(String, String)>,
    Json(body): Json<wire::React>,
) -> Result<StatusCode, Refusal> {
    let Changing { about, change, .. } = changing(&id, &change)?;
    let to = messages::reference(&api, &id, &body.from)?;
    let emoji = body.emoji.map(|emoji| emoji.parse()).transpose().map_err(|_| {
        BAD_REQUEST.because("a reaction is 1 to 32 bytes of UTF-8 without white space or controls")
    })?;
    let command = |trace| React { to, emoji, change: change(trace) };
    handled_about(&api.peer.react, &about, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What all changes have.
struct Changing<F> {
    message: MessageId,
    /// What the span shows.
    about: [(&'static str, String); 2],
    change: F,
}

fn changing(
    message: &str,
    change: &str,
) -> Result<Changing<impl FnOnce(Option<TraceContext>) -> Change>, Refusal> {
    let (message, id) = (messages::parse(message)?, messages::parse(change)?);
    let about = [("message", id.to_string()), ("target", message.to_string())];
    let randomness = randomness()?;
    let change = move |trace| Change { id, at: now(), trace, randomness };
    Ok(Changing { message, about, change })
}
