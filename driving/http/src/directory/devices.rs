use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_chat::DeviceList;
use causerie_edge::{handled, now};
use causerie_usecases::directory::commands::PublishDevices;
use causerie_wire as wire;

use super::{Api, caller::Member};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, FORBIDDEN, Refusal},
    second_factors,
};

/// Say which devices the caller's person has from now on: the list after the present one, signed by the account key. What is no more in it
/// is revoked for good. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/devices",
    params(("username" = String, Path, description = "The caller's")),
    request_body = wire::PublishDevices,
    responses(
        (status = 204, description = "In force"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED, INVALID_SIG, TOTP_REQUIRED, TOTP_WRONG; \
            403 FORBIDDEN, DEVICE_REVOKED; 409 DEVICES_STALE, DEVICE_IN_USE; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED, TOTP_RATE_LIMITED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn publish(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(username): Segments<String>,
    Json(body): Json<wire::PublishDevices>,
) -> Result<StatusCode, Refusal> {
    let list = DeviceList::decode(&body.list.0);
    let list = list.map_err(|_| BAD_REQUEST.because("the body holds no list of devices"))?;
    if list.person != member.own_person(&username)? {
        return Err(FORBIDDEN);
    }
    let code = body.code.as_ref().map(second_factors::code).transpose()?;
    let command = PublishDevices { by: member.device().clone(), list, code, at: now() };
    handled(&api.directory.publish_devices, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
