//! The codes of what a directory keeps of files, the status each goes with, and what leads to them. They are part of the API: they stay.

use axum::http::StatusCode;
use causerie_usecases::ports::NotKept;

use super::{Refusal, UNKNOWN_DEVICE};

pub(crate) const NO_SUCH_UPLOAD: Refusal = Refusal::new(
    StatusCode::NOT_FOUND,
    "NO_SUCH_UPLOAD",
    "that is not kept here for that device, or not all of it yet",
);
pub(crate) const NO_SUCH_BLOB: Refusal =
    Refusal::new(StatusCode::NOT_FOUND, "NO_SUCH_BLOB", "there is no blob of that hash");
pub(crate) const WRONG_BLOB: Refusal =
    Refusal::new(StatusCode::BAD_REQUEST, "WRONG_BLOB", "the body has another hash");
const UPLOADS_OFF: Refusal =
    Refusal::new(StatusCode::FORBIDDEN, "UPLOADS_OFF", "this directory keeps no files");
const UPLOAD_QUOTA: Refusal = Refusal::new(
    StatusCode::FORBIDDEN,
    "UPLOAD_QUOTA",
    "it is more than this person may have here, with what is here of theirs already",
);
const UPLOAD_DIFFERS: Refusal = Refusal::new(
    StatusCode::CONFLICT,
    "UPLOAD_DIFFERS",
    "another list of that file is kept for this device; remove it first",
);
const UPLOADS_FULL: Refusal = Refusal::for_now(
    StatusCode::INSUFFICIENT_STORAGE,
    "UPLOADS_FULL",
    "there is no room for it at present",
);

impl From<NotKept> for Refusal {
    fn from(not: NotKept) -> Self {
        match not {
            NotKept::Off => UPLOADS_OFF,
            NotKept::QuotaExceeded => UPLOAD_QUOTA,
            NotKept::Full => UPLOADS_FULL,
            NotKept::Differs => UPLOAD_DIFFERS,
            NotKept::UnknownDevice => UNKNOWN_DEVICE,
            NotKept::NotListed => NO_SUCH_UPLOAD,
            NotKept::Unavailable(cause) => cause.into(),
        }
    }
}
