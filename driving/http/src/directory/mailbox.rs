use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_chat::DeviceAddress;
use causerie_edge::handled;
use causerie_usecases::{
    directory::commands::AcknowledgeMail,
    ports::{MailNumber, Unavailable},
};
use causerie_wire::{self as wire, PushFrame};
use futures_util::stream::try_unfold;
use serde::Deserialize;

use super::{
    Api,
    caller::{Member, OwnDevice},
    mail::{Page, begin, page},
};
use crate::{
    input::{Json, Query, Segments},
    refusal::Refusal,
};

/// Read what is in the mailbox of the caller's own device, without removing it.
#[utoipa::path(
    get,
    path = "/v1/people/{username}/devices/{device}/mailbox",
    params(
        OwnDevice,
        ("after" = Option<u64>, Query, description = "Behind which number; from the beginning without it"),
        ("items" = Option<usize>, Query, description = "How many items at most; all without it"),
        ("bytes" = Option<usize>, Query, description = "About how many bytes of content at most; all without it"),
    ),
    responses(
        (status = 200, body = PushFrames, content_type = "application/cbor-seq"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 409 CURSOR_AHEAD; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn read(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(device): Segments<OwnDevice>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    let of = member.own(&device)?;
    let after = begin(&api, &of, wanted.after).await?;
    let mut rest = Rest {
        api,
        of,
        after,
        items: wanted.items.unwrap_or(usize::MAX),
        bytes: wanted.bytes.unwrap_or(usize::MAX),
    };
    // What fails before the first byte has a code; what fails later breaks the answer off.
    let first = rest.next().await?;
    let pages = try_unfold((first, rest), async |(page, mut rest)| {
        let Some(page) = page else { return Ok::<_, Unavailable>(None) };
        let next = if page.more { rest.next().await? } else { None };
        Ok(Some((page.frame, (next, rest))))
    });
    let headers = [(header::CONTENT_TYPE, PushFrame::SEQUENCE)];
    Ok((headers, Body::from_stream(pages)).into_response())
}

/// Remove from the mailbox of the caller's own device what is kept there. The same again, or less, changes nothing.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/devices/{device}/mailbox/acknowledged",
    params(OwnDevice),
    request_body = wire::AcknowledgeMail,
    responses(
        (status = 204, description = "Removed"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN; 409 CURSOR_AHEAD; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn acknowledge(
    State(api): State<Arc<Api>>,
    member: Member,
    Segments(device): Segments<OwnDevice>,
    Json(body): Json<wire::AcknowledgeMail>,
) -> Result<StatusCode, Refusal> {
    let of = member.own(&device)?;
    let command = AcknowledgeMail { of, up_to: MailNumber(body.up_to) };
    handled(&api.directory.acknowledge_mail, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which piece.
#[derive(Deserialize)]
pub(super) struct Wanted {
    after: Option<u64>,
    items: Option<usize>,
    bytes: Option<usize>,
}

/// What is yet to be read; one page is in memory at a time.
struct Rest {
    api: Arc<Api>,
    of: DeviceAddress,
    after: u64,
    items: usize,
    bytes: usize,
}

impl Rest {
    async fn next(&mut self) -> Result<Option<Page>, Unavailable> {
        if self.items == 0 || self.bytes == 0 {
            return Ok(None);
        }
        let page = page(&self.api, &self.of, self.after, self.items, self.bytes).await?;
        if let Some(page) = &page {
            self.after = page.last;
            self.items = self.items.saturating_sub(page.items);
            self.bytes = self.bytes.saturating_sub(page.bytes.max(1));
        }
        Ok(page)
    }
}

/// A sequence (RFC 8742) of CBOR maps: 0 → 1; 1 → array of at most 200 items. Each is a map: 0 → number; 1 → the device that deposited
/// it, text; 2 → envelope id, 16 bytes; 3 → content, at most 98,304 bytes, none if it was thrown away unfetched; 4 → the device it was
/// for, text, none if it is the caller's; 5 → W3C traceparent, text, optional.
#[derive(utoipa::ToSchema)]
#[schema(as = PushFrames, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is answered")]
pub(super) struct PushFrames(Vec<u8>);
