use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{DeviceKey, LinkCode, LinkKeys};
use causerie_edge::{answered, handled, now, randomness};
use causerie_usecases::peer::{
    commands::{AcceptLink, DeclineLink, OpenLink},
    queries::{ReadLinkRequest, WhoAmI},
};
use causerie_wire as wire;

use super::Api;
use crate::{
    input::{Json, Segments},
    refusal::{BAD_KEY, BAD_REQUEST, NO_SUCH_LINK, Refusal},
    second_factors,
};

/// Wait for a new device. Mint the code at random and show it to the person, who gives it to the new device.
#[utoipa::path(
    put,
    path = "/v1/links/{id}",
    params(("id" = String, Path, description = "Follows from the code: 16 bytes in base64url without padding")),
    request_body = wire::LinkCode,
    responses(
        (status = 204, description = "Open for ten minutes"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_LINK; 409 NOT_FIRST_DEVICE, LINK_USED; \
            413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn open(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::LinkCode>,
) -> Result<StatusCode, Refusal> {
    let code = code(&api, &id, &body.code).await?;
    handled(&api.peer.link, OpenLink { code, at: now() }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who asks to be linked? It is a question with a body, so that the code stands in no log.
#[utoipa::path(
    post,
    path = "/v1/links/{id}",
    params(("id" = String, Path, description = "Follows from the code: 16 bytes in base64url without padding")),
    request_body = wire::LinkCode,
    responses(
        (status = 200, body = wire::LinkRequest),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_LINK; 409 LINK_FORGED; 413 TOO_LARGE; \
            503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn asking(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::LinkCode>,
) -> Result<Answer<wire::LinkRequest>, Refusal> {
    let code = code(&api, &id, &body.code).await?;
    let query = ReadLinkRequest { code, at: now() };
    let asking = answered(&api.peer.read_link_request, query).await?;
    let asking = asking.map(|request| wire::AskingDevice {
        id: request.device.to_string(),
        key: request.key.as_bytes().into(),
        name: request.name.to_string(),
        at: request.at.millis(),
    });
    Ok(Answer(wire::LinkRequest { asking }))
}

/// Take on the device that asked, or say no. Nothing is taken on without: show the person who asks, and let them decide.
#[utoipa::path(
    put,
    path = "/v1/links/{id}/decision",
    params(("id" = String, Path, description = "Follows from the code: 16 bytes in base64url without padding")),
    request_body = wire::LinkDecision,
    responses(
        (status = 204, description = "The device is told; if it was taken on, everybody is"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST, BAD_KEY; 401 CREDENTIAL_REQUIRED, TOTP_REQUIRED, TOTP_WRONG; 404 NO_SUCH_LINK; \
            409 NOT_FIRST_DEVICE, LINK_FORGED, LINK_USED, DEVICES_STALE, DEVICE_IN_USE, TOO_MANY_DEVICES; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED, TOTP_RATE_LIMITED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn decide(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::LinkDecision>,
) -> Result<StatusCode, Refusal> {
    let code = code(&api, &id, &body.code).await?;
    let Some(key) = &body.key else {
        handled(&api.peer.link, DeclineLink { code, at: now() }).await?;
        return Ok(StatusCode::NO_CONTENT);
    };
    let key = key.array().and_then(|bytes| DeviceKey::try_from(bytes).ok()).ok_or(BAD_KEY)?;
    let second_factor = body.second_factor.as_ref().map(second_factors::code).transpose()?;
    let command = AcceptLink { code, key, second_factor, at: now(), randomness: randomness()? };
    handled(&api.peer.link, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The code, if the path has what follows from it.
async fn code(api: &Api, id: &str, raw: &wire::Hidden) -> Result<LinkCode, Refusal> {
    let code: Result<LinkCode, _> = raw.0.parse();
    let code =
        code.map_err(|_| BAD_REQUEST.because("a code for linking is 20 letters and digits"))?;
    let me = answered(&api.peer.who_am_i, WhoAmI).await?;
    let theirs = LinkKeys::new(&code, &me.device.person).id().expose() == id;
    if theirs { Ok(code) } else { Err(NO_SUCH_LINK.because("the path is not that of the code")) }
}
