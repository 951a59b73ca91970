use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_edge::{answered, challenge_id, handled};
use causerie_usecases::peer::{
    commands::{ConfirmSecondFactor, OfferSecondFactor, RemoveSecondFactor, SignIn},
    queries::ReadSecondFactor,
};
use causerie_wire as wire;

use super::Api;
use crate::{input::Json, refusal::Refusal, second_factors};

/// How this person's second factor stands at the directory.
#[utoipa::path(
    get,
    path = "/v1/second-factor",
    responses(
        (status = 200, body = wire::SecondFactor),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn standing(
    State(api): State<Arc<Api>>,
) -> Result<Answer<wire::SecondFactor>, Refusal> {
    let standing = answered(&api.peer.read_second_factor, ReadSecondFactor).await?;
    Ok(Answer(second_factors::standing(standing)))
}

/// Hand a second factor over to the directory. Mint secret and codes at random, and show them to the person: they cannot be read back.
#[utoipa::path(
    put,
    path = "/v1/second-factor",
    request_body = wire::OfferSecondFactor,
    responses(
        (status = 204, description = "Kept, and to be confirmed"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 409 TOTP_ENABLED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn offer(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::OfferSecondFactor>,
) -> Result<StatusCode, Refusal> {
    let (secret, codes) = second_factors::offer(&body)?;
    handled(&api.peer.offer_second_factor, OfferSecondFactor { secret, codes }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have it count from now on, by a first code of the app.
#[utoipa::path(
    put,
    path = "/v1/second-factor/confirmation",
    request_body = wire::SecondFactorCode,
    responses(
        (status = 204, description = "It counts"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED, TOTP_WRONG; 409 TOTP_NOT_OFFERED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn confirm(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::SecondFactorCode>,
) -> Result<StatusCode, Refusal> {
    let code = second_factors::app_code(&body)?;
    handled(&api.peer.confirm_second_factor, ConfirmSecondFactor { code }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have the directory forget it, by one of its codes.
#[utoipa::path(
    put,
    path = "/v1/second-factor/removal",
    request_body = wire::SecondFactorCode,
    responses(
        (status = 204, description = "There is none any more"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED, TOTP_WRONG; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED, TOTP_RATE_LIMITED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn remove(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::SecondFactorCode>,
) -> Result<StatusCode, Refusal> {
    let code = second_factors::code(&body.code)?;
    handled(&api.peer.remove_second_factor, RemoveSecondFactor { code }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign in by a code, where the directory asks for one while the peer runs: its sign-in has lapsed.
#[utoipa::path(
    put,
    path = "/v1/second-factor/sign-in",
    request_body = wire::SecondFactorCode,
    responses(
        (status = 204, description = "The peer is signed in"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED, TOTP_WRONG; 403 DEVICE_REVOKED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED, TOTP_RATE_LIMITED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn sign_in(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::SecondFactorCode>,
) -> Result<StatusCode, Refusal> {
    let code = second_factors::code(&body.code)?;
    let command = SignIn { challenge: challenge_id()?, code: Some(code) };
    handled(&api.peer.sign_in, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
