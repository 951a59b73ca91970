use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::Timestamp;
use causerie_edge::{answered, handled, now, randomness};
use causerie_usecases::peer::{
    commands::RevokeDevice,
    queries::{OwnDevice, ReadDevices},
};
use causerie_wire as wire;

use super::Api;
use crate::{
    input::{Json, Segments},
    refusal::{NO_SUCH_DEVICE, Refusal},
    second_factors,
};

/// This person's devices.
#[utoipa::path(
    get,
    path = "/v1/devices",
    responses(
        (status = 200, body = wire::OwnDevices),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn devices(
    State(api): State<Arc<Api>>,
) -> Result<Answer<wire::OwnDevices>, Refusal> {
    let devices = answered(&api.peer.read_devices, ReadDevices).await?;
    Ok(Answer(wire::OwnDevices { devices: devices.iter().map(device).collect() }))
}

fn device(device: &OwnDevice) -> wire::OwnDevice {
    wire::OwnDevice {
        id: device.id.to_string(),
        key: device.key.as_bytes().into(),
        since: device.since.map(Timestamp::millis),
        this: device.this,
        primary: device.first,
    }
}

/// Take a device away from this person's account, for good. The first device alone can.
#[utoipa::path(
    delete,
    path = "/v1/devices/{id}",
    params(("id" = String, Path, description = "The device's")),
    request_body = wire::Revoke,
    responses(
        (status = 204, description = "It is theirs no more, and everybody is told"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED, TOTP_REQUIRED, TOTP_WRONG; 404 NO_SUCH_DEVICE; \
            409 NOT_FIRST_DEVICE, FIRST_DEVICE, DEVICES_STALE; 413 TOO_LARGE; 429 QUOTA_EXCEEDED, TOTP_RATE_LIMITED; \
            503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn revoke(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::Revoke>,
) -> Result<StatusCode, Refusal> {
    let device = id.parse().map_err(|_| NO_SUCH_DEVICE)?;
    let second_factor = body.second_factor.as_ref().map(second_factors::code).transpose()?;
    let command = RevokeDevice { device, second_factor, at: now(), randomness: randomness()? };
    handled(&api.peer.change_devices, command).await?;
    Ok(StatusCode::NO_CONTENT)
}
