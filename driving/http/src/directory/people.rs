use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::Address;
use causerie_edge::{answered, handled, now};
use causerie_usecases::directory::{commands::RegisterPerson, queries::WhoIs};
use causerie_wire as wire;

use super::{
    Api,
    caller::{Member, Newcomer},
    shapes::enrolment,
};
use crate::{
    input::{Json, Segments},
    refusal::{Refusal, USER_NOT_FOUND},
    shapes::person,
};

/// Register a person with a first device. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/people/{username}",
    params(("username" = String, Path, description = "1 to 32 of a-z, 0-9 and -")),
    request_body = wire::RegisterPerson,
    responses(
        (status = 204, description = "On record"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, BAD_KEY; 401 INVALID_SIG; 409 NAME_IN_USE, KEY_IN_USE; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    )
)]
pub(super) async fn register(
    State(api): State<Arc<Api>>,
    _: Newcomer,
    Segments(username): Segments<String>,
    Json(body): Json<wire::RegisterPerson>,
) -> Result<StatusCode, Refusal> {
    let handler = &api.directory.register_person;
    let enrolment = enrolment(&username, handler.domain.clone(), &body)?;
    handled(handler, RegisterPerson { enrolment, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom exactly this name belongs to.
#[utoipa::path(
    get,
    path = "/v1/people/{username}",
    params(("username" = String, Path, description = "1 to 32 of a-z, 0-9 and -")),
    responses(
        (status = 200, body = wire::Person),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn who_is(
    State(api): State<Arc<Api>>,
    _: Member,
    username: Result<Segments<String>, Refusal>,
) -> Result<Answer<wire::Person>, Refusal> {
    // A name that nobody can have is a name that nobody has.
    let Segments(username) = username.map_err(|_| USER_NOT_FOUND)?;
    let username = username.parse().map_err(|_| USER_NOT_FOUND)?;
    let who = Address { username, domain: api.directory.register_person.domain.clone() };
    let found = answered(&api.directory.who_is, WhoIs { who }).await?;
    found.map(|found| Answer(person(&found))).ok_or(USER_NOT_FOUND)
}
