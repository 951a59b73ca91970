//! What is answered when a request is not carried out.

mod codes;
mod devices;
mod files;
mod from_use_cases;
mod kept_files;
mod own_rooms;
mod public_channel;
mod room_codes;
mod rooms;
mod second_factors;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_wire::{PROBLEM_JSON, Problem, RefusedEnvelope};
use tracing::warn;

pub(crate) use codes::*;
pub(crate) use kept_files::*;
pub(crate) use room_codes::*;

/// Why a request is refused. It becomes a [`Problem`], and says nothing of what was sent.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    detail: &'static str,
    retry: bool,
    retry_after: Option<u64>,
    refused: Vec<RefusedEnvelope>,
}

impl Refusal {
    /// For good.
    const fn new(status: StatusCode, code: &'static str, detail: &'static str) -> Self {
        Self { status, code, detail, retry: false, retry_after: None, refused: Vec::new() }
    }

    /// For the time being: the same request may succeed later.
    const fn for_now(status: StatusCode, code: &'static str, detail: &'static str) -> Self {
        Self { status, code, detail, retry: true, retry_after: None, refused: Vec::new() }
    }

    /// The same with another explanation.
    pub(crate) fn because(self, detail: &'static str) -> Self {
        Self { detail, ..self }
    }

    /// The same, to be tried again after that many seconds.
    pub(crate) fn until(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The same, for these envelopes.
    pub(crate) fn of(self, refused: Vec<RefusedEnvelope>) -> Self {
        Self { refused, ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // What is wrong with this end is logged where it broke; what is merely not there is everyday.
        if self.status.is_client_error() && self.status != StatusCode::NOT_FOUND {
            let causes: Vec<_> = self.refused.iter().map(|refused| refused.code.as_str()).collect();
            warn!(
                status = self.status.as_u16(),
                code = self.code,
                ?causes,
                "a request was refused"
            );
        }
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or_default().to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.to_owned(),
            retry: self.retry,
            refused: self.refused,
        };
        let mut response = (self.status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
