use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{LinkId, MAX_LINK_BYTES};
use causerie_edge::{answered as answered_by, handled, now};
use causerie_usecases::directory::{
    commands::{AnswerLink, AskLink, OpenLink},
    queries::{ReadLinkAnswer, ReadLinkRequest},
};
use causerie_wire as wire;

use super::{
    Api,
    caller::{Applicant, Member, Waiting},
};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, Refusal, TOO_LARGE},
};

/// The most that somebody without a name may leave, in bytes.
const MAX_REQUEST_BYTES: usize = 2_048;

/// Open a place where a new device of the caller's person can ask to be linked: for ten minutes, and instead of the one the caller had
/// before. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/links/{id}",
    params(("id" = String, Path, description = "16 bytes that follow from the code, in base64url without padding")),
    responses(
        (status = 204, description = "Open"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 409 LINK_USED; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn open(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(id): Segments<String>,
) -> Result<StatusCode, Refusal> {
    let command = OpenLink { id: parse(&id)?, by: member.device().clone(), at: now() };
    handled(&api.directory.link, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask to be linked: whoever has the code knows the place. It is asked once; the same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/links/{id}/request",
    params(("id" = String, Path, description = "16 bytes that follow from the code, in base64url without padding")),
    request_body = wire::Leave,
    responses(
        (status = 204, description = "Left"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 404 NO_SUCH_LINK; 409 LINK_USED; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    )
)]
pub(super) async fn ask(
    State(api): State<Arc<Api>>,
    _: Applicant,
    Segments(id): Segments<String>,
    Json(body): Json<wire::Leave>,
) -> Result<StatusCode, Refusal> {
    let sealed = bounded(body, MAX_REQUEST_BYTES)?;
    handled(&api.directory.link, AskLink { id: parse(&id)?, sealed, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was asked, for the device that opened the place.
#[utoipa::path(
    get,
    path = "/v1/links/{id}/request",
    params(("id" = String, Path, description = "16 bytes that follow from the code, in base64url without padding")),
    responses(
        (status = 200, body = wire::Left),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 404 NO_SUCH_LINK; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn asked(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::Left>, Refusal> {
    let query = ReadLinkRequest { id: parse(&id)?, by: member.device().clone(), at: now() };
    Ok(Answer(left(answered_by(&api.directory.read_link, query).await?)))
}

/// Answer, once; the same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/links/{id}/answer",
    params(("id" = String, Path, description = "16 bytes that follow from the code, in base64url without padding")),
    request_body = wire::Leave,
    responses(
        (status = 204, description = "Left"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 404 NO_SUCH_LINK; 409 LINK_USED; \
            413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn answer(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(id): Segments<String>,
    Json(body): Json<wire::Leave>,
) -> Result<StatusCode, Refusal> {
    let (id, by, sealed) = (parse(&id)?, member.device().clone(), bounded(body, MAX_LINK_BYTES)?);
    handled(&api.directory.link, AnswerLink { id, by, sealed, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was answered.
#[utoipa::path(
    get,
    path = "/v1/links/{id}/answer",
    params(("id" = String, Path, description = "16 bytes that follow from the code, in base64url without padding")),
    responses(
        (status = 200, body = wire::Left),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 404 NO_SUCH_LINK; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    )
)]
pub(super) async fn answered(
    State(api): State<Arc<Api>>,
    _: Waiting,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::Left>, Refusal> {
    let query = ReadLinkAnswer { id: parse(&id)?, at: now() };
    Ok(Answer(left(answered_by(&api.directory.read_link, query).await?)))
}

fn left(sealed: Option<Vec<u8>>) -> wire::Left {
    wire::Left { sealed: sealed.map(wire::Base64) }
}

fn bounded(body: wire::Leave, most: usize) -> Result<Vec<u8>, Refusal> {
    let sealed = body.sealed.0;
    if sealed.len() > most {
        return Err(
            TOO_LARGE.because("what is left is larger than anything that is sealed for this")
        );
    }
    Ok(sealed)
}

fn parse(id: &str) -> Result<LinkId, Refusal> {
    id.parse().map_err(|_| BAD_REQUEST.because("the path holds no id of a link"))
}
