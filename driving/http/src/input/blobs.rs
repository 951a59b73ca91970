use axum::{
    extract::{FromRequest, Request},
    http::header,
};
use bytes::Bytes;
use causerie_files::BlobList;
use causerie_wire::BYTES;

use super::body::bounded_by;
use crate::refusal::{BAD_REQUEST, Refusal, TOO_LARGE};

/// A list of blobs: at most [`BlobList::MOST_BYTES`].
pub(crate) struct BlobListBody(pub(crate) BlobList);

impl<S: Sync> FromRequest<S> for BlobListBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let too_large = TOO_LARGE.because("a list has at most 16,385 blobs");
        let body = bounded_by(request, BYTES, BlobList::MOST_BYTES, too_large).await?;
        let list = BlobList::decode(&body).map(Self);
        list.map_err(|_| BAD_REQUEST.because("the body is not a list of blobs, each once"))
    }
}

/// How long the body says that it is, before any of it is read.
pub(crate) fn announces(request: &Request) -> Option<u64> {
    let length = request.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// A body of so many bytes and no more.
pub(crate) async fn blob_body(request: Request, bytes: u32) -> Result<Bytes, Refusal> {
    let too_large = BAD_REQUEST.because("the body is longer than it says");
    bounded_by(request, BYTES, bytes as usize, too_large).await
}
