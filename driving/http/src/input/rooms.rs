use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use causerie_wire::{MAX_ROOM_BODY_BYTES, ROOM_CONTENT_TYPE};

use super::body::bounded_by;
use crate::refusal::{Refusal, TOO_LARGE};

/// What is sent to a room's log, in CBOR (RFC 8949): at most [`MAX_ROOM_BODY_BYTES`], not parsed yet.
pub(crate) struct RoomBody(pub(crate) Bytes);

impl<S: Sync> FromRequest<S> for RoomBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let too_large = TOO_LARGE.because("the body is larger than 2 MiB and 32 KiB");
        bounded_by(request, ROOM_CONTENT_TYPE, MAX_ROOM_BODY_BYTES, too_large).await.map(Self)
    }
}
