use std::sync::Arc;

use axum::{Json as Answer, extract::State, http::StatusCode};
use causerie_edge::{answered, handled};
use causerie_usecases::{
    peer::{
        commands::{BeginTransfer, BeginTransferError},
        queries::ReadTransfer,
    },
    ports::HistoryTransfer,
};
use causerie_wire as wire;

use super::Api;
use crate::{
    input::Json,
    refusal::{NO_SUCH_DEVICE, NO_TRANSFER, Refusal, THIS_DEVICE},
};

/// Have another device of this person bring what was said before this one was there. It goes on by itself, also after a restart; the same
/// again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/history",
    request_body = wire::FetchHistory,
    responses(
        (status = 204, description = "It is being fetched, or all of it is here"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_DEVICE; 409 THIS_DEVICE; 413 TOO_LARGE; \
            503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn fetch(
    State(api): State<Arc<Api>>,
    Json(body): Json<wire::FetchHistory>,
) -> Result<StatusCode, Refusal> {
    let from = body.from.map(|from| from.parse().map_err(|_| NO_SUCH_DEVICE)).transpose()?;
    handled(&api.peer.begin_transfer, BeginTransfer { from }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far that is.
#[utoipa::path(
    get,
    path = "/v1/history",
    responses(
        (status = 200, body = wire::HistoryProgress),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "401 CREDENTIAL_REQUIRED; 404 NO_TRANSFER: none was asked for; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn progress(
    State(api): State<Arc<Api>>,
) -> Result<Answer<wire::HistoryProgress>, Refusal> {
    let transfer = answered(&api.peer.read_transfer, ReadTransfer).await?;
    let HistoryTransfer { from, next, people, entries, total, failed } =
        transfer.ok_or(NO_TRANSFER)?;
    Ok(Answer(wire::HistoryProgress {
        from: from.device.to_string(),
        people,
        entries,
        total,
        done: next.is_none(),
        cause: failed.map(|cause| cause.to_string()),
    }))
}

impl From<BeginTransferError> for Refusal {
    fn from(refused: BeginTransferError) -> Self {
        match refused {
            BeginTransferError::NoSuchDevice => NO_SUCH_DEVICE,
            BeginTransferError::ThisDevice => THIS_DEVICE,
            BeginTransferError::Unavailable(cause) => cause.into(),
        }
    }
}
