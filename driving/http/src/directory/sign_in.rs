use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::ChallengeId;
use causerie_edge::{answered, handled, nonce, now};
use causerie_usecases::directory::{
    commands::OpenChallenge,
    queries::{ReadChallenge, ReadCredential},
};
use causerie_wire as wire;

use super::{
    Api,
    caller::{Stranger, Waiting},
    shapes::request_credential,
};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, NO_SUCH_CHALLENGE, Refusal},
};

/// Open a challenge, under an id of 32 random bytes that only the caller knows. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/challenges/{id}",
    params(("id" = String, Path, description = "32 random bytes in base64url without padding")),
    responses(
        (status = 204, description = "Open for a minute"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    )
)]
pub(super) async fn open(
    State(api): State<Arc<Api>>,
    _: Stranger,
    Segments(id): Segments<String>,
) -> Result<StatusCode, Refusal> {
    let command = OpenChallenge { id: parse(&id)?, nonce: nonce()?, at: now() };
    handled(&api.directory.open_challenge, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is to be signed.
#[utoipa::path(
    get,
    path = "/v1/challenges/{id}",
    params(("id" = String, Path, description = "32 random bytes in base64url without padding")),
    responses(
        (status = 200, body = wire::Challenge),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 404 NO_SUCH_CHALLENGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    )
)]
pub(super) async fn challenge(
    State(api): State<Arc<Api>>,
    _: Waiting,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::Challenge>, Refusal> {
    let query = ReadChallenge { id: parse(&id)?, at: now() };
    let challenge = answered(&api.directory.read_challenge, query).await?;
    let challenge = challenge.ok_or(NO_SUCH_CHALLENGE)?;
    let nonce = challenge.nonce.as_bytes().into();
    Ok(Answer(wire::Challenge { nonce, expires: challenge.expires.millis() }))
}

/// Answer a challenge and earn a credential. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/challenges/{id}/credential",
    params(("id" = String, Path, description = "32 random bytes in base64url without padding")),
    request_body = wire::CredentialRequest,
    responses(
        (status = 204, description = "Earned"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 INVALID_SIG, TOTP_REQUIRED, TOTP_WRONG; 404 NO_SUCH_CHALLENGE; \
            409 CHALLENGE_SPENT; 413 TOO_LARGE; 429 QUOTA_EXCEEDED, TOTP_RATE_LIMITED; 503 UNAVAILABLE"),
    )
)]
pub(super) async fn request(
    State(api): State<Arc<Api>>,
    _: Stranger,
    Segments(id): Segments<String>,
    Json(body): Json<wire::CredentialRequest>,
) -> Result<StatusCode, Refusal> {
    let command = request_credential(parse(&id)?, body, now())?;
    handled(&api.directory.request_credential, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The credential that the answer earned.
#[utoipa::path(
    get,
    path = "/v1/challenges/{id}/credential",
    params(("id" = String, Path, description = "32 random bytes in base64url without padding")),
    responses(
        (status = 200, body = wire::CredentialChain),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 404 NO_SUCH_CHALLENGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    )
)]
pub(super) async fn credential(
    State(api): State<Arc<Api>>,
    _: Waiting,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::CredentialChain>, Refusal> {
    let query = ReadCredential { challenge: parse(&id)? };
    let credential = answered(&api.directory.read_credential, query).await?;
    let credential = credential.ok_or(NO_SUCH_CHALLENGE)?;
    let chain = credential.chain().iter().map(wire::Base64::from).collect();
    Ok(Answer(wire::CredentialChain { chain }))
}

fn parse(id: &str) -> Result<ChallengeId, Refusal> {
    id.parse().map_err(|_| BAD_REQUEST.because("the path holds no challenge id"))
}
