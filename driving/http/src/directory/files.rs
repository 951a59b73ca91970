use std::sync::Arc;

use axum::{
    Json as Answer,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_chat::{Address, DeviceAddress};
use causerie_edge::{answered, handled, now};
use causerie_files::{BlobList, FileId};
use causerie_usecases::directory::{
    commands::{ListFile, UnlistFile},
    queries::{ReadFileList, ReadUpload},
};
use causerie_wire as wire;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Api,
    file_callers::{FileReader, Lister, Uploader},
};
use crate::{
    input::{BlobListBody, Segments},
    refusal::{BAD_REQUEST, FORBIDDEN, NO_SUCH_UPLOAD, Refusal},
};

/// Have the directory expect these blobs of a file, for the caller's own device. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/people/{username}/devices/{device}/files/{file}",
    params(OfFile),
    request_body(content = BlobListBytes, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "They are expected, and kept once they are here"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN, DEVICE_REVOKED, UPLOADS_OFF, UPLOAD_QUOTA; \
            409 UPLOAD_DIFFERS, UNKNOWN_DEVICE; 413 TOO_LARGE; 429 QUOTA_EXCEEDED; 503 UNAVAILABLE; 507 UPLOADS_FULL"),
    ),
    security(("credential" = []))
)]
pub(super) async fn list(
    State(api): State<Arc<Api>>,
    caller: Lister,
    Segments(of): Segments<OfFile>,
    BlobListBody(list): BlobListBody,
) -> Result<StatusCode, Refusal> {
    let file = of.own(&caller.device)?;
    let command = ListFile { by: (*caller.device).clone(), file, list, at: now() };
    handled(&api.directory.list_file, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have the directory keep no more of a file for the caller's own device. The same again changes nothing.
#[utoipa::path(
    delete,
    path = "/v1/people/{username}/devices/{device}/files/{file}",
    params(OfFile),
    responses(
        (status = 204, description = "Nothing is kept of it but what others list"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN, DEVICE_REVOKED; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn unlist(
    State(api): State<Arc<Api>>,
    caller: Lister,
    Segments(of): Segments<OfFile>,
) -> Result<StatusCode, Refusal> {
    let file = of.own(&caller.device)?;
    let command = UnlistFile { by: (*caller.device).clone(), file };
    handled(&api.directory.unlist_file, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which of a file's blobs are here, and until when, for the caller's own device.
#[utoipa::path(
    get,
    path = "/v1/people/{username}/devices/{device}/files/{file}/standing",
    params(OfFile),
    responses(
        (status = 200, body = wire::UploadStanding),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 FORBIDDEN, DEVICE_REVOKED; 404 NO_SUCH_UPLOAD; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn standing(
    State(api): State<Arc<Api>>,
    caller: Uploader,
    Segments(of): Segments<OfFile>,
) -> Result<Answer<wire::UploadStanding>, Refusal> {
    let file = of.own(&caller.device)?;
    let query = ReadUpload { of: (*caller.device).clone(), file };
    let (here, until) = answered(&api.directory.read_blobs, query).await?.ok_or(NO_SUCH_UPLOAD)?;
    let (blobs, here) = (here.chunks(), here.as_bytes().into());
    Ok(Answer(wire::UploadStanding { blobs, here, until: until.millis() }))
}

/// The blobs of a file that a device keeps here, once all of them are.
#[utoipa::path(
    get,
    path = "/v1/people/{username}/devices/{device}/files/{file}",
    params(OfFile),
    responses(
        (status = 200, body = BlobListBytes, content_type = "application/octet-stream"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 403 DEVICE_REVOKED; 404 NO_SUCH_UPLOAD; 429 QUOTA_EXCEEDED; \
            503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn listed(
    State(api): State<Arc<Api>>,
    _: FileReader,
    Segments(of): Segments<OfFile>,
) -> Result<Response, Refusal> {
    let domain = api.directory.register_person.domain.clone();
    let (username, device) = (of.username.parse().ok(), of.device.parse().ok());
    let (Some(username), Some(device)) = (username, device) else { return Err(NO_SUCH_UPLOAD) };
    let of_device = DeviceAddress { person: Address { username, domain }, device };
    let query = ReadFileList { of: of_device, file: of.file()?, at: now() };
    let list = answered(&api.directory.read_blobs, query).await?.ok_or(NO_SUCH_UPLOAD)?;
    Ok(([(header::CONTENT_TYPE, wire::BYTES)], list.encode()).into_response())
}

/// How a path names what a device keeps of a file.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfFile {
    /// Whose device
    username: String,
    /// Which
    device: String,
    /// 32 hexadecimal digits: docs/files.md, section 5
    file: String,
}

impl OfFile {
    /// The file, if the device is the caller's own (T49).
    fn own(&self, caller: &DeviceAddress) -> Result<FileId, Refusal> {
        let same = caller.person.username.as_str() == self.username
            && caller.device.as_str() == self.device;
        if same { self.file() } else { Err(FORBIDDEN) }
    }

    fn file(&self) -> Result<FileId, Refusal> {
        self.file.parse().map_err(|_| BAD_REQUEST)
    }
}

/// 36 bytes for each blob, at most 16,385 of them: its BLAKE3 hash (32) and its length (4, big-endian). docs/files.md, section 8.
#[derive(utoipa::ToSchema)]
#[schema(as = BlobList, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what is sent")]
struct BlobListBytes(BlobList);
