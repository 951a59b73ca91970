use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::Ruling;
use causerie_edge::{answered, handled, now};
use causerie_usecases::peer::{commands::DecideContact, queries::ReadContacts};
use causerie_wire as wire;

use super::{Api, shapes};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, Refusal},
};

/// With whom this person has to do, and how they stand: contacts, those who ask to be, and others.
#[utoipa::path(
    get,
    path = "/v1/contacts",
    responses(
        (status = 200, body = wire::Contacts),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn all(State(api): State<Arc<Api>>) -> Result<Answer<wire::Contacts>, Refusal> {
    let all = answered(&api.peer.read_contacts, ReadContacts).await?;
    Ok(Answer(wire::Contacts { contacts: all.into_iter().map(shapes::contact).collect() }))
}

/// Decide how somebody stands. To accept or to block one whom this device has not met, their directory is asked.
#[utoipa::path(
    put,
    path = "/v1/contacts/{who}",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    request_body = wire::ContactRuling,
    responses(
        (status = 204, description = "Decided; one who is accepted is told what became of what they sent"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST or UNKNOWN_DOMAIN; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; \
            503 DIRECTORY_UNREACHABLE or UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn decide(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
    Json(body): Json<wire::ContactRuling>,
) -> Result<StatusCode, Refusal> {
    let (who, ruling) = (api.address(&who)?, ruling(&body.ruling)?);
    handled(&api.peer.decide_contact, DecideContact { who, ruling, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn ruling(word: &str) -> Result<Ruling, Refusal> {
    match word {
        "accept" => Ok(Ruling::Accept),
        "ignore" => Ok(Ruling::Ignore),
        "block" => Ok(Ruling::Block),
        "unblock" => Ok(Ruling::Unblock),
        _ => Err(BAD_REQUEST.because("a ruling is accept, ignore, block or unblock")),
    }
}
