use axum::{
    extract::Request,
    http::{HeaderMap, header},
};
use bytes::Bytes;
use causerie_wire::MAX_BODY_BYTES;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body;

use crate::refusal::{BAD_REQUEST, Refusal, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE};

/// The body, if it is of that media type and at most [`MAX_BODY_BYTES`] long. One that announces more is not read.
pub(super) async fn bounded(request: Request, media_type: &str) -> Result<Bytes, Refusal> {
    bounded_by(request, media_type, MAX_BODY_BYTES, TOO_LARGE).await
}

/// The same for at most so many bytes, and refused so beyond.
pub(super) async fn bounded_by(
    request: Request,
    media_type: &str,
    most: usize,
    too_large: Refusal,
) -> Result<Bytes, Refusal> {
    if !is_of(request.headers(), media_type) {
        return Err(UNSUPPORTED_MEDIA_TYPE);
    }
    let body = request.into_body();
    if body.size_hint().lower() > most as u64 {
        return Err(too_large);
    }
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(cause) if cause.is::<LengthLimitError>() => Err(too_large),
        Err(_) => Err(BAD_REQUEST.because("the body ended early")),
    }
}

fn is_of(headers: &HeaderMap, media_type: &str) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(media_type))
}
