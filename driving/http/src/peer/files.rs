use std::{convert::Infallible, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, State},
    http::{
        HeaderValue,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use causerie_chat::DeviceAddress;
use causerie_edge::{answered, now};
use causerie_files::{FileId, FileTicket};
use causerie_usecases::peer::queries::{GiveChunks, GiveError, GiveHashes};
use causerie_wire as wire;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use tokio::{
    sync::{OwnedSemaphorePermit, oneshot},
    time::timeout,
};

use super::Api;
use crate::{
    caller::Caller,
    input::{Query, Segments},
    refusal::{
        BAD_REQUEST, CREDENTIAL_REQUIRED, FILE_NOT_OFFERED, QUOTA_EXCEEDED, Refusal, UNAVAILABLE,
    },
    serving::Lasting,
    under_way::One,
};

/// Give the hashes of a file's chunks to whoever has its key.
#[utoipa::path(
    get,
    path = "/v1/files/{id}/hashes",
    params(
        ("id" = String, Path, description = "32 hexadecimal digits: docs/files.md, section 5"),
        ("causerie-ticket" = String, Header, description = "32 bytes that the key and the name of the device that asks make"),
    ),
    responses(
        (status = 200, body = FileBytes, content_type = "application/octet-stream",
         description = "32 bytes for each chunk"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 FILE_NOT_OFFERED; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn hashes(
    State(api): State<Arc<Api>>,
    taker: Taker,
    Segments(file): Segments<String>,
) -> Result<Response, Refusal> {
    let asked = taker.asks(&file)?;
    let hashes = answered(&api.peer.files.give, asked).await?;
    Ok(given(vec![hashes], taker, &api))
}

/// Give chunks of a file, sealed, one behind the other, to whoever has its key: 4 MiB of them at once, or one that is longer. They are read and sealed
/// as the file is now; one that is not what was offered is not given.
#[utoipa::path(
    get,
    path = "/v1/files/{id}/chunks",
    params(
        ("id" = String, Path, description = "32 hexadecimal digits: docs/files.md, section 5"),
        ("from" = u32, Query, description = "The first chunk, from 0 on"),
        ("count" = u32, Query, description = "How many"),
        ("causerie-ticket" = String, Header, description = "32 bytes that the key and the name of the device that asks make"),
    ),
    responses(
        (status = 200, body = FileBytes, content_type = "application/octet-stream"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST: there are no such chunks, or they are too many at once; 401 CREDENTIAL_REQUIRED; \
            404 FILE_NOT_OFFERED; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn chunks(
    State(api): State<Arc<Api>>,
    taker: Taker,
    Segments(file): Segments<String>,
    Query(Run { from, count }): Query<Run>,
) -> Result<Response, Refusal> {
    let of = taker.asks(&file)?;
    let end = from.checked_add(count).ok_or(BAD_REQUEST)?;
    tracing::debug!("gives chunks {from}..{end}");
    let chunks = answered(&api.peer.files.give, GiveChunks { of, chunks: from..end }).await?;
    Ok(given(chunks, taker, &api))
}

/// Which chunks.
#[derive(Deserialize)]
pub(super) struct Run {
    from: u32,
    count: u32,
}

/// The device that asks for a file, as its certificate has it, and what shows that it may have it.
pub(super) struct Taker {
    device: Arc<DeviceAddress>,
    ticket: FileTicket,
    /// Its connection, where it has one.
    line: Option<Lasting>,
    /// Its share of what is under way, and a place among all that is, until the last byte is sent.
    _share: (One, OwnedSemaphorePermit),
}

impl Taker {
    fn asks(&self, file: &str) -> Result<GiveHashes, Refusal> {
        let file: FileId = file.parse().map_err(|_| BAD_REQUEST)?;
        let by = (*self.device).clone();
        Ok(GiveHashes { file, ticket: self.ticket, by, at: now() })
    }
}

impl FromRequestParts<Arc<Api>> for Taker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Refusal> {
        let device = Caller::of(&parts.extensions).device.ok_or(CREDENTIAL_REQUIRED)?;
        let line = parts.extensions.get::<Lasting>().cloned();
        let ticket = ticket(parts).ok_or(BAD_REQUEST.because("this takes a file's ticket"))?;
        api.deliveries.count(&device)?;
        let share = api.files_under_way.begin(&device).ok_or(QUOTA_EXCEEDED.until(1))?;
        // Each has some of a file in memory; the others wait their turn.
        let place = api.files_at_once.clone().acquire_owned().await.map_err(|_| UNAVAILABLE)?;
        Ok(Self { device, ticket, line, _share: (share, place) })
    }
}

fn ticket(parts: &Parts) -> Option<FileTicket> {
    let raw = parts.headers.get(wire::FILE_TICKET_HEADER)?.as_bytes();
    // 32 bytes are 43 characters, whatever else they hold.
    let raw: &[u8; 43] = raw.try_into().ok()?;
    let bytes: [u8; 32] = BASE64_URL_SAFE_NO_PAD.decode(raw).ok()?.try_into().ok()?;
    Some(bytes.into())
}

/// Piece after piece; each is freed as it is sent. Whoever does not take them keeps what they hold from others, until their connection ends.
fn given(pieces: Vec<Vec<u8>>, taker: Taker, api: &Api) -> Response {
    let (all_sent, sent) = oneshot::channel::<Infallible>();
    if let (Some(line), within) = (taker.line.clone(), api.takes_files_within) {
        tokio::spawn(async move {
            if timeout(within, sent).await.is_err() {
                line.hang_up();
            }
        });
    }
    let bytes: usize = pieces.iter().map(Vec::len).sum();
    let pieces = stream::iter(pieces).map(move |piece| {
        let _held = (&taker, &all_sent);
        Ok::<_, Infallible>(Bytes::from(piece))
    });
    // Whoever knows how much comes makes room for it once.
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (CONTENT_LENGTH, bytes.into()),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

impl From<GiveError> for Refusal {
    fn from(refused: GiveError) -> Self {
        match refused {
            GiveError::NotOffered => FILE_NOT_OFFERED,
            GiveError::NoSuchChunks => {
                BAD_REQUEST.because("there are no such chunks, or they are too many at once")
            }
            GiveError::Unavailable(cause) => cause.into(),
        }
    }
}

/// Bytes as they are.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is answered")]
struct FileBytes(Vec<u8>);
