use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_edge::{answered, handled, now};
use causerie_usecases::peer::{
    commands::{DecideIdentity, Verdict},
    queries::ReadIdentity,
};
use causerie_wire as wire;

use super::{Api, shapes};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, Refusal, USER_NOT_FOUND},
};

/// How sure it is who somebody is that this device knows.
#[utoipa::path(
    get,
    path = "/v1/identities/{who}",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    responses(
        (status = 200, body = wire::Identity),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn identity(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
) -> Result<Answer<wire::Identity>, Refusal> {
    let who = api.address(&who)?;
    let standing = answered(&api.peer.read_identity, ReadIdentity { who: who.clone() }).await?;
    let standing =
        standing.ok_or(USER_NOT_FOUND.because("this device knows nobody by that name"))?;
    Ok(Answer(shapes::identity(&who, &standing)))
}

/// Decide whose an account key is: the one they are offered under now, if it is another than the known one, else that.
#[utoipa::path(
    put,
    path = "/v1/identities/{who}",
    params(("who" = String, Path, description = "`username@domain`, or `username` at one's own directory")),
    request_body = wire::Verdict,
    responses(
        (status = 204, description = "Decided; what waited for it is on its way"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; \
            409 SAFETY_NUMBER_MISMATCH; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn decide(
    State(api): State<Arc<Api>>,
    Segments(who): Segments<String>,
    Json(body): Json<wire::Verdict>,
) -> Result<StatusCode, Refusal> {
    let (who, verdict) = (api.address(&who)?, verdict(&body)?);
    handled(&api.peer.decide_identity, DecideIdentity { who, verdict, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn verdict(body: &wire::Verdict) -> Result<Verdict, Refusal> {
    match (body.verdict.as_str(), &body.safety_number) {
        ("compared", Some(digits)) => digits
            .parse()
            .map(Verdict::Compared)
            .map_err(|_| BAD_REQUEST.because("a safety number is 60 digits")),
        ("accepted", None) => Ok(Verdict::Accepted),
        ("rejected", None) => Ok(Verdict::Rejected),
        _ => Err(BAD_REQUEST.because(
            "a verdict is compared, with the safety_number, or accepted or rejected, without",
        )),
    }
}
