//! The line on which a device hears at once what is new for it: a WebSocket (RFC 6455) in binary, on which the directory says
//! `PushFrame`s and the device `LineReply`s.

mod config;
mod line;
mod lines;
mod over;
mod presence;
mod socket;
mod upgrade;
mod window;

use std::sync::Arc;

use axum::{extract::State, response::Response};
use causerie_wire as wire;
use serde::Deserialize;

use self::{line::Line, upgrade::Upgrade};
use super::{
    Api,
    caller::{Member, OwnDevice},
    mail::begin,
};
use crate::{
    input::{Query, Segments},
    refusal::Refusal,
};

pub use config::PushConfig;
pub(super) use lines::Lines;

/// Open the line to the caller's own device: a WebSocket, over HTTP/1.1. What is in its mailbox behind `after` comes first, then what is
/// new. A device has one line: the one before is closed with 1000. It is closed with 1001 when it is old or the directory stops,
/// with 1002, 1003, 1007 or 1009 for what is no reply, with 1008 for a reply about what was not sent, for
/// noise, and for too much presence, and with 1011 when the directory cannot read or remove mail.
#[utoipa::path(
    get,
    path = "/v1/people/{username}/devices/{device}/mailbox/push",
    params(
        OwnDevice,
        ("after" = Option<u64>, Query, description = "Behind which number; from the beginning without it"),
    ),
    responses(
        (status = 101, description = "Open"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 409 CURSOR_AHEAD; \
            426 UPGRADE_REQUIRED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn open(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(device): Segments<OwnDevice>,
    Query(from): Query<From>,
    upgrade: Result<Upgrade, Refusal>,
) -> Result<Response, Refusal> {
    let of = member.own(&device)?;
    let upgrade = upgrade?;
    let after = begin(&api, &of, from.after).await?;
    Ok(upgrade.answer(move |taken| Line::run(api, of, after, taken)))
}

/// Where the line begins.
#[derive(Deserialize)]
pub(in crate::directory) struct From {
    after: Option<u64>,
}
