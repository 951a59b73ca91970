use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_chat::{Address, DeviceAddress, DomainName};
use causerie_edge::{answered, handled, now};
use causerie_usecases::directory::{
    commands::{PublishAddress, WithdrawAddress},
    queries::WhereIs,
};
use causerie_wire as wire;

use super::{
    Api,
    caller::{Member, OwnDevice},
};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, Refusal, USER_NOT_FOUND},
};

/// Say where the caller's own device can be reached for a while.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/devices/{device}/address",
    params(OwnDevice),
    request_body = wire::PublishAddress,
    responses(
        (status = 204, description = "Published"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 404 USER_NOT_FOUND; \
            413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn publish(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(device): Segments<OwnDevice>,
    Json(body): Json<wire::PublishAddress>,
) -> Result<StatusCode, Refusal> {
    let device = member.own(&device)?;
    let address = body.address.parse();
    let address = address.map_err(|_| BAD_REQUEST.because("the address is not host:port"))?;
    let time_to_live = body.time_to_live;
    let command = PublishAddress { device, address, time_to_live, at: now() };
    handled(&api.directory.publish_address, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forget where the caller's own device can be reached.
#[utoipa::path(
    delete,
    path = "/v1/people/{username}/devices/{device}/address",
    params(OwnDevice),
    responses(
        (status = 204, description = "Forgotten"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn withdraw(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(device): Segments<OwnDevice>,
) -> Result<StatusCode, Refusal> {
    let command = WithdrawAddress { device: member.own(&device)? };
    handled(&api.directory.withdraw_address, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a device can be reached. One that is away and one that does not exist look alike.
#[utoipa::path(
    get,
    path = "/v1/people/{username}/devices/{device}/address",
    params(
        ("username" = String, Path, description = "1 to 32 of a-z, 0-9 and -"),
        ("device" = String, Path, description = "1 to 16 of a-z, 0-9 and -"),
    ),
    responses(
        (status = 200, body = wire::PublishedAddress),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 404 USER_NOT_FOUND; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn where_is(
    State(api): State<Arc<Api>>,
    _: Member,
    path: Result<Segments<(String, String)>, Refusal>,
) -> Result<Answer<wire::PublishedAddress>, Refusal> {
    let Segments((username, device)) = path.map_err(|_| USER_NOT_FOUND)?;
    let domain = api.directory.register_person.domain.clone();
    let device = named(&username, &device, domain).ok_or(USER_NOT_FOUND)?;
    let query = WhereIs { device, at: now() };
    let found = answered(&api.directory.where_is, query).await?.ok_or(USER_NOT_FOUND)?;
    let address = found.address.to_string();
    Ok(Answer(wire::PublishedAddress { address, expires: found.expires.millis() }))
}

fn named(username: &str, device: &str, domain: DomainName) -> Option<DeviceAddress> {
    let person = Address { username: username.parse().ok()?, domain };
    Some(DeviceAddress { person, device: device.parse().ok()? })
}
