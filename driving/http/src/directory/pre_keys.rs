use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{ClaimId, DeviceAddress};
use causerie_edge::{answered, handled, now};
use causerie_session::{Bundle, PreKeyBatch};
use causerie_usecases::directory::{
    commands::{ClaimPreKeys, PublishPreKeys},
    queries::{ReadClaim, ReadPreKeysLeft},
};
use causerie_wire as wire;

use super::{
    Api,
    caller::{Member, OwnDevice},
};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, NO_PRE_KEYS, NOT_FOUND, Refusal},
};

/// Publish pre-keys of the caller's own device. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/devices/{device}/pre-keys",
    params(OwnDevice),
    request_body = wire::PublishPreKeys,
    responses(
        (status = 204, description = "Taken"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, BAD_KEY; 401 CREDENTIAL_REQUIRED, INVALID_SIG; 403 FORBIDDEN; \
            404 USER_NOT_FOUND; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn publish(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(device): Segments<OwnDevice>,
    Json(body): Json<wire::PublishPreKeys>,
) -> Result<StatusCode, Refusal> {
    let device = member.own(&device)?;
    api.publications.count(&device)?;
    if body.one_time.len() > PreKeyBatch::MAX_ONE_TIME {
        return Err(BAD_REQUEST.because("at most 100 one-time bundles are published at once"));
    }
    let last_resort = bundle(&body.last_resort)?;
    let one_time = body.one_time.iter().map(bundle).collect::<Result<_, _>>()?;
    let command = PublishPreKeys { device, last_resort, one_time };
    handled(&api.directory.publish_pre_keys, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is left of the pre-keys of the caller's own device.
#[utoipa::path(
    get,
    path = "/v1/people/{username}/devices/{device}/pre-keys",
    params(OwnDevice),
    responses(
        (status = 200, body = wire::PreKeysLeft),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 404 NO_PRE_KEYS; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn left(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(device): Segments<OwnDevice>,
) -> Result<Answer<wire::PreKeysLeft>, Refusal> {
    let query = ReadPreKeysLeft { device: member.own(&device)? };
    let left = answered(&api.directory.read_pre_keys_left, query).await?.ok_or(NO_PRE_KEYS)?;
    let (generation, one_time, last_number) = (left.generation, left.one_time, left.last_number);
    Ok(Answer(wire::PreKeysLeft { generation, one_time, last_number }))
}

/// Have one of somebody's bundles set aside, to begin a session with them. The same again changes nothing. Somebody without pre-keys and
/// nobody look alike.
#[utoipa::path(
    put,
    path = "/v1/pre-key-claims/{id}",
    params(("id" = String, Path, description = "A UUID of version 7 that the caller minted")),
    request_body = wire::ClaimPreKeys,
    responses(
        (status = 204, description = "Set aside"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_PRE_KEYS; 409 ID_IN_USE; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn claim(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(id): Segments<String>,
    Json(body): Json<wire::ClaimPreKeys>,
) -> Result<StatusCode, Refusal> {
    let id = claim_id(&id)?;
    // A name that nobody can have is a name that nobody has.
    let target: DeviceAddress = body.target.parse().map_err(|_| NO_PRE_KEYS)?;
    let command = ClaimPreKeys { id, requester: member.device().clone(), target, at: now() };
    handled(&api.directory.claim_pre_keys, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was set aside for a claim of the caller's.
#[utoipa::path(
    get,
    path = "/v1/pre-key-claims/{id}",
    params(("id" = String, Path, description = "The claim's UUID")),
    responses(
        (status = 200, body = wire::ClaimedPreKeys),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NOT_FOUND; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn claimed(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(id): Segments<String>,
) -> Result<Answer<wire::ClaimedPreKeys>, Refusal> {
    let query = ReadClaim { id: claim_id(&id)?, requester: member.device().clone() };
    let bundle = answered(&api.directory.read_claim, query).await?;
    let bundle = bundle.ok_or(NOT_FOUND.because("the caller made no such claim lately"))?;
    Ok(Answer(wire::ClaimedPreKeys { bundle: wire::Base64(bundle.encode()) }))
}

fn claim_id(raw: &str) -> Result<ClaimId, Refusal> {
    raw.parse().map_err(|_| BAD_REQUEST.because("a claim id is a UUID of version 7"))
}

fn bundle(raw: &wire::Base64) -> Result<Bundle, Refusal> {
    Bundle::decode(&raw.0).map_err(|_| BAD_REQUEST.because("not a pre-key bundle"))
}
