use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Extension, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_edge::{answered, handled};
use causerie_files::{Blob, BlobHash};
use causerie_usecases::{
    directory::{
        commands::KeepBlob,
        queries::{ReadBlob, ReadBlobLength, ReadListedBlob},
    },
    ports::Unavailable,
};
use causerie_wire as wire;
use futures_util::stream::try_unfold;

use super::{
    Api,
    file_callers::{FileReader, Uploader},
};
use crate::{
    input::{Segments, announces, blob_body},
    refusal::{BAD_REQUEST, NO_SUCH_BLOB, NO_SUCH_UPLOAD, Refusal, UNAVAILABLE, WRONG_BLOB},
    serving::Patience,
};

/// How much of a blob is in memory at once as it is given: 128 KiB.
const PIECE: u32 = 1 << 17;

/// How long a chunk is as files are usually cut, sealed.
const USUAL: u32 = (1 << 20) + 16;

/// Bring a blob that a list of the caller's own device has. It is kept if its bytes have that hash; nothing else of it is looked at. The same again changes nothing.
///
/// It may take ten seconds, and one more for each 64 KiB.
#[utoipa::path(
    put,
    path = "/v1/blobs/{hash}",
    params(("hash" = String, Path, description = "BLAKE3 of the body, as 64 hexadecimal digits")),
    request_body(content = BlobBytes, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "Kept"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST: its length is not announced, or not that of the list; 400 WRONG_BLOB; 401 CREDENTIAL_REQUIRED; \
            403 DEVICE_REVOKED; 404 NO_SUCH_UPLOAD; 408 TIMEOUT; 415 UNSUPPORTED_MEDIA_TYPE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE; \
            507 UPLOADS_FULL"),
    ),
    security(("credential" = []))
)]
pub(super) async fn put(
    State(api): State<Arc<Api>>,
    caller: Uploader,
    Segments(name): Segments<String>,
    patience: Option<Extension<Patience>>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let hash: BlobHash = name.parse().map_err(|_| BAD_REQUEST)?;
    let query = ReadListedBlob { by: (*caller.device).clone(), blob: hash };
    let bytes = answered(&api.directory.read_blobs, query).await?.ok_or(NO_SUCH_UPLOAD)?;
    // Before a byte of it is read.
    if announces(&request) != Some(u64::from(bytes)) {
        return Err(BAD_REQUEST.because("a blob announces its length, and that is the list's"));
    }
    // Each has a blob in memory; the others wait their turn.
    let places = bytes.div_ceil(USUAL);
    let _places = api.blobs_at_once.acquire_many(places).await.map_err(|_| UNAVAILABLE)?;
    if let Some(Extension(patience)) = patience {
        patience.extend_for(bytes);
    }
    let body = blob_body(request, bytes).await?;
    let blob = Blob::check(hash, body.into()).map_err(|_| WRONG_BLOB)?;
    let command = KeepBlob { by: (*caller.device).clone(), blob };
    handled(&api.directory.keep_blob, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bytes of a blob.
#[utoipa::path(
    get,
    path = "/v1/blobs/{hash}",
    params(("hash" = String, Path, description = "64 hexadecimal digits")),
    responses(
        (status = 200, body = BlobBytes, content_type = "application/octet-stream"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 404 NO_SUCH_BLOB; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn read(
    State(api): State<Arc<Api>>,
    caller: FileReader,
    Segments(name): Segments<String>,
) -> Result<Response, Refusal> {
    let blob: BlobHash = name.parse().map_err(|_| BAD_REQUEST)?;
    let length = answered(&api.directory.read_blobs, ReadBlobLength { blob }).await?;
    let bytes = length.ok_or(NO_SUCH_BLOB)?;
    let headers = [
        (header::CONTENT_TYPE, wire::BYTES.to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
    ];
    // What fails before the first byte has a code; what fails later breaks the answer off.
    let first = piece(&api, blob, 0).await?;
    let pieces = try_unfold((first, 0, caller), move |(piece_here, from, caller)| {
        let api = api.clone();
        async move {
            if piece_here.is_empty() {
                return Ok::<_, Unavailable>(None);
            }
            let from = from + u32::try_from(piece_here.len()).unwrap_or(u32::MAX);
            let next = if from < bytes { piece(&api, blob, from).await? } else { Vec::new() };
            Ok(Some((piece_here, (next, from, caller))))
        }
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}

async fn piece(api: &Api, blob: BlobHash, from: u32) -> Result<Vec<u8>, Unavailable> {
    let piece = answered(&api.directory.read_blobs, ReadBlob { blob, from, bytes: PIECE }).await?;
    piece.ok_or_else(|| Unavailable::new("a blob is gone that was here"))
}

/// Sealed bytes, at most 4 MiB and 16.
#[derive(utoipa::ToSchema)]
#[schema(as = Blob, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is sent")]
struct BlobBytes(Vec<u8>);
