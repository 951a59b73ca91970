use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_edge::{answered, handled, now};
use causerie_usecases::directory::{
    commands::{ConfirmSecondFactor, OfferSecondFactor, RemoveSecondFactor},
    queries::ReadSecondFactor,
};
use causerie_wire as wire;

use super::{Api, caller::Member};
use crate::{
    input::{Json, Segments},
    refusal::Refusal,
    second_factors,
};

/// How the caller's second factor stands. Its secrets are never answered.
#[utoipa::path(
    get,
    path = "/v1/people/{username}/second-factor",
    params(("username" = String, Path, description = "The caller's")),
    responses(
        (status = 200, body = wire::SecondFactor),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn standing(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(username): Segments<String>,
) -> Result<Answer<wire::SecondFactor>, Refusal> {
    let query = ReadSecondFactor { who: member.own_person(&username)? };
    let standing = answered(&api.directory.read_second_factor, query).await?;
    Ok(Answer(second_factors::standing(standing)))
}

/// Hand over a second factor for the caller's account. It counts once it is confirmed; until then the same again changes nothing, and
/// another takes its place.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/second-factor",
    params(("username" = String, Path, description = "The caller's")),
    request_body = wire::OfferSecondFactor,
    responses(
        (status = 204, description = "Kept, and to be confirmed"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 409 TOTP_ENABLED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn offer(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(username): Segments<String>,
    Json(body): Json<wire::OfferSecondFactor>,
) -> Result<StatusCode, Refusal> {
    let who = member.own_person(&username)?;
    let (secret, codes) = second_factors::offer(&body)?;
    let command = OfferSecondFactor { who, secret, codes };
    handled(&api.directory.offer_second_factor, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have the second factor count from now on, by a first code of the app. Again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/second-factor/confirmation",
    params(("username" = String, Path, description = "The caller's")),
    request_body = wire::SecondFactorCode,
    responses(
        (status = 204, description = "It counts"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED, TOTP_WRONG; 403 FORBIDDEN; 409 TOTP_NOT_OFFERED; \
            413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn confirm(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(username): Segments<String>,
    Json(body): Json<wire::SecondFactorCode>,
) -> Result<StatusCode, Refusal> {
    let (who, code) = (member.own_person(&username)?, second_factors::app_code(&body)?);
    let command = ConfirmSecondFactor { who, code, at: now() };
    handled(&api.directory.confirm_second_factor, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove the second factor, by one of its codes. Again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/second-factor/removal",
    params(("username" = String, Path, description = "The caller's")),
    request_body = wire::SecondFactorCode,
    responses(
        (status = 204, description = "There is none any more"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED, TOTP_WRONG; 403 FORBIDDEN; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED, TOTP_RATE_LIMITED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn remove(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(username): Segments<String>,
    Json(body): Json<wire::SecondFactorCode>,
) -> Result<StatusCode, Refusal> {
    let (who, code) = (member.own_person(&username)?, second_factors::code(&body.code)?);
    let command = RemoveSecondFactor { who, code, at: now() };
    handled(&api.directory.remove_second_factor, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
