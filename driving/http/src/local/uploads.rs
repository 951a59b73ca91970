use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_edge::{handled, now};
use causerie_usecases::{
    peer::commands::{DropUpload, UploadFile},
    ports::{Upload, UploadState},
};
use causerie_wire as wire;

use super::{Api, files};
use crate::{
    input::{Json, Segments},
    refusal::{BAD_REQUEST, Refusal},
};

/// Have a file that this person offers lie at the directory as well, sealed, for while this device is away; or have it forgotten there. It goes on by itself, also
/// after a restart; the same again goes on at once.
#[utoipa::path(
    put,
    path = "/v1/files/{id}/upload",
    params(("id" = String, Path, description = "Its 32 hexadecimal digits")),
    request_body = wire::TurnUpload,
    responses(
        (status = 204, description = "So it is, or will be"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 404 NO_SUCH_FILE, NO_SUCH_UPLOAD; 413 TOO_LARGE; 503 UNAVAILABLE"),
    ),
    security(("token" = []))
)]
pub(super) async fn turn(
    State(api): State<Arc<Api>>,
    Segments(id): Segments<String>,
    Json(body): Json<wire::TurnUpload>,
) -> Result<StatusCode, Refusal> {
    let (file, uploads) = (files::parse(&id)?, &api.peer.files.uploads);
    match body.state.as_str() {
        "wanted" => handled(&uploads.upload, UploadFile { file, at: now() }).await?,
        "dropped" => handled(&uploads.drop, DropUpload { file }).await?,
        _ => return Err(BAD_REQUEST.because("an upload is wanted or dropped")),
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn uploaded(upload: &Upload) -> wire::Upload {
    let Upload { state, there, of, .. } = upload;
    let (word, until, retry, failed) = match state {
        UploadState::Wanted(retry) => ("wanted", None, retry.as_ref(), None),
        UploadState::Dropped(retry) => ("dropped", None, retry.as_ref(), None),
        UploadState::Failed(cause) => ("failed", None, None, Some(cause)),
        UploadState::Done(until) => ("done", Some(until.millis()), None, None),
    };
    wire::Upload {
        state: word.to_owned(),
        there: *there,
        of: *of,
        until,
        cause: failed.or(retry.map(|retry| &retry.cause)).map(ToString::to_string),
        next_attempt: retry.map(|retry| retry.next.millis()),
    }
}
