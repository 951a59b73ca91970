use causerie_chat::Cause;
use causerie_usecases::ports::Unavailable;
use causerie_wire::{MAX_BODY_BYTES, Problem};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use thiserror::Error;
use tracing::{Instrument, Span, field::Empty, info_span};

use crate::trace::headers;

/// Sends a request inside a span named `name`; 2xx is an answer, everything else an error.
///
/// Every request of ours may be repeated, so one that met a connection that had just died is sent again, once.
pub(crate) async fn call(name: &'static str, request: RequestBuilder) -> Result<Answer, NoAnswer> {
    call_in(client_span(name), request).await
}

/// The same for an answer of at most so many bytes, instead of [`MAX_BODY_BYTES`].
pub(crate) async fn call_for(
    name: &'static str,
    request: RequestBuilder,
    most: usize,
) -> Result<Answer, NoAnswer> {
    call_into(name, request, Vec::new(), most).await
}

/// The same, into what there is room in already.
pub(crate) async fn call_into(
    name: &'static str,
    request: RequestBuilder,
    room: Vec<u8>,
    most: usize,
) -> Result<Answer, NoAnswer> {
    answered(client_span(name), request, room, most).await
}

/// The same inside a span that stands already.
pub(crate) async fn call_in(span: Span, request: RequestBuilder) -> Result<Answer, NoAnswer> {
    answered(span, request, Vec::new(), MAX_BODY_BYTES).await
}

async fn answered(
    span: Span,
    request: RequestBuilder,
    room: Vec<u8>,
    most: usize,
) -> Result<Answer, NoAnswer> {
    let outcome = send(request.headers(headers(&span)), room, most).instrument(span.clone()).await;
    if let Err(refused) = &outcome {
        span.record("error", refused.to_string());
    }
    outcome
}

/// The span of an outgoing call.
pub(crate) fn client_span(name: &'static str) -> Span {
    info_span!("call", otel.name = name, otel.kind = "client", error = Empty)
}

async fn send(request: RequestBuilder, room: Vec<u8>, most: usize) -> Result<Answer, NoAnswer> {
    bounded(sent(request).await?, room, most).await.map(Answer)
}

/// The same for an answer that is read as it comes.
pub(crate) async fn call_streaming(
    name: &'static str,
    request: RequestBuilder,
) -> Result<(Response, Span), NoAnswer> {
    let span = client_span(name);
    let outcome = sent(request.headers(headers(&span))).instrument(span.clone()).await;
    if let Err(refused) = &outcome {
        span.record("error", refused.to_string());
    }
    outcome.map(|response| (response, span))
}

/// An answer of 2xx, of which nothing is read yet.
async fn sent(request: RequestBuilder) -> Result<Response, NoAnswer> {
    let again = request.try_clone();
    let response = match (request.send().await, again) {
        (Err(first), Some(again)) if first.is_request() && !first.is_timeout() => {
            again.send().await
        }
        (outcome, _) => outcome,
    };
    let response = response.map_err(|failed| NoAnswer::Failed(failed.without_url()))?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = bounded(response, Vec::new(), MAX_BODY_BYTES).await?;
    match serde_json::from_slice::<Problem>(&body) {
        Ok(problem) => Err(NoAnswer::Refused { status, problem: Box::new(problem) }),
        Err(_) => Err(NoAnswer::Nonsense(status)),
    }
}

async fn bounded(
    mut response: Response,
    mut body: Vec<u8>,
    most: usize,
) -> Result<Vec<u8>, NoAnswer> {
    // What it says of its length is taken for no more than what was asked for.
    let said = response.content_length().and_then(|bytes| usize::try_from(bytes).ok());
    body.clear();
    body.reserve_exact(said.unwrap_or_default().min(most));
    while let Some(chunk) =
        response.chunk().await.map_err(|failed| NoAnswer::Failed(failed.without_url()))?
    {
        if body.len() + chunk.len() > most {
            return Err(NoAnswer::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The body of a 2xx answer.
pub(crate) struct Answer(Vec<u8>);

impl Answer {
    /// Its bytes, at most as many as were asked for.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same, for good.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Reads it as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, NoAnswer> {
        serde_json::from_slice(&self.0).map_err(|_| NoAnswer::Nonsense(StatusCode::OK))
    }
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum NoAnswer {
    /// The other end said why not.
    #[error("refused with {}", problem.code)]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// What it said.
        problem: Box<Problem>,
    },
    /// What came is not what was promised.
    #[error("an answer that makes no sense, with status {0}")]
    Nonsense(StatusCode),
    /// More came than any honest answer has.
    #[error("an answer of more bytes than any honest one has")]
    TooLarge,
    /// Nothing came.
    #[error("no answer")]
    Failed(#[source] reqwest::Error),
}

impl NoAnswer {
    /// The code of a refusal that no repetition would change.
    pub(crate) fn refusal(&self) -> Option<Cause> {
        match self {
            Self::Refused { status, problem } if status.is_client_error() && !problem.retry => {
                problem.code.parse().ok()
            }
            _ => None,
        }
    }

    /// The code of a refusal, whether or not a repetition would change it.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { problem, .. } => Some(&problem.code),
            _ => None,
        }
    }

    /// The code of a refusal of a second factor's code that no repetition within moments would change.
    pub(crate) fn closed(&self) -> Option<Cause> {
        self.code().filter(|code| *code == "TOTP_RATE_LIMITED")?.parse().ok()
    }

    /// Whether the other end wants to know first who is asking.
    pub(crate) fn asks_for_credential(&self) -> bool {
        matches!(self, Self::Refused { status: StatusCode::UNAUTHORIZED, problem }
            if problem.code == "CREDENTIAL_REQUIRED")
    }

    /// Whether the other end has no such thing.
    pub(crate) fn is_absence(&self) -> bool {
        matches!(self, Self::Refused { status: StatusCode::NOT_FOUND, .. })
    }
}

impl From<NoAnswer> for Unavailable {
    fn from(cause: NoAnswer) -> Self {
        Unavailable::new(cause)
    }
}

/// `method` on a path below the client's base.
pub(crate) fn request(
    client: &reqwest::Client,
    method: Method,
    base: &str,
    path: &str,
) -> RequestBuilder {
    client.request(method, format!("{base}/v1/{path}"))
}
