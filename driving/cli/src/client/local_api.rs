use std::{net::SocketAddr, path::Path, time::Duration};

use bytes::Bytes;
use causerie_edge::current;
use causerie_wire::Problem;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Incoming, client::conn::http1::handshake};
use hyper_util::rt::TokioIo;
use serde::{Serialize, de::DeserializeOwned};
use tokio::{net::TcpStream, task::JoinSet, time::timeout};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use zeroize::Zeroizing;

use super::{
    data_files::{address, token},
    unanswered::Unanswered,
};
use crate::failure::Failure;

/// The largest answer read: a page of 100 of the longest messages, each character escaped, fits.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Longer than the peer itself waits for its directory.
const PATIENCE: Duration = Duration::from_secs(30);

/// The local API of the peer that runs on `data`.
///
/// Each request is a connection of its own over HTTP/1.1 to this machine's loopback, and looks up where the peer is:
/// so a peer that was restarted is found again, and no proxy, redirect or name service is ever involved.
pub(super) struct LocalApi<'a> {
    pub(super) data: &'a Path,
}

impl LocalApi<'_> {
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Unanswered> {
        let answer = self.exchange(Method::GET, path, Bytes::new()).await?;
        serde_json::from_slice(&answer).map_err(|_| Unanswered::Failed(Failure::NotAPeer))
    }

    /// What comes of a question that is not to stand in an address.
    pub(super) async fn ask_for<Q: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        question: &Q,
    ) -> Result<T, Unanswered> {
        let body = serde_json::to_vec(question);
        let body = body.map_err(|_| Unanswered::Failed(Failure::NotAPeer))?;
        let answer = self.exchange(Method::POST, path, body.into()).await?;
        serde_json::from_slice(&answer).map_err(|_| Unanswered::Failed(Failure::NotAPeer))
    }

    /// The same as [`LocalApi::get`] where the answer holds nothing.
    pub(super) async fn ask_whether(&self, path: &str) -> Result<(), Unanswered> {
        self.exchange(Method::GET, path, Bytes::new()).await.map(drop)
    }

    pub(super) async fn put<T: Serialize>(&self, path: &str, body: &T) -> Result<(), Unanswered> {
        let body = serde_json::to_vec(body).map_err(|_| Unanswered::Failed(Failure::NotAPeer))?;
        self.exchange(Method::PUT, path, body.into()).await.map(drop)
    }

    /// The same as [`LocalApi::put`] where the answer holds something.
    pub(super) async fn put_for<Q: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Q,
    ) -> Result<T, Unanswered> {
        let body = serde_json::to_vec(body).map_err(|_| Unanswered::Failed(Failure::NotAPeer))?;
        let answer = self.exchange(Method::PUT, path, body.into()).await?;
        serde_json::from_slice(&answer).map_err(|_| Unanswered::Failed(Failure::NotAPeer))
    }

    /// The same as [`LocalApi::ask_for`] where the answer holds nothing.
    pub(super) async fn post<T: Serialize>(&self, path: &str, body: &T) -> Result<(), Unanswered> {
        let body = serde_json::to_vec(body).map_err(|_| Unanswered::Failed(Failure::NotAPeer))?;
        self.exchange(Method::POST, path, body.into()).await.map(drop)
    }

    pub(super) async fn delete<T: Serialize>(
        &self,
        path: &str,
        body: &T,
    ) -> Result<(), Unanswered> {
        let body = serde_json::to_vec(body).map_err(|_| Unanswered::Failed(Failure::NotAPeer))?;
        self.exchange(Method::DELETE, path, body.into()).await.map(drop)
    }

    /// The answer to a request whose end does not come soon, if any.
    pub(super) async fn open(
        &self,
        path: &str,
        media_type: &'static str,
    ) -> Result<Answered, Unanswered> {
        let asked = timeout(PATIENCE, self.ask(Method::GET, path, Bytes::new(), media_type)).await;
        let answer = asked.unwrap_or(Err(Unanswered::Broken))?;
        if answer.status.is_success() { Ok(answer) } else { Err(refusal(&answer.whole().await?)) }
    }

    async fn exchange(&self, method: Method, path: &str, body: Bytes) -> Result<Bytes, Unanswered> {
        let whole = async {
            let answer = self.ask(method, path, body, "application/json").await?;
            Ok((answer.status, answer.whole().await?))
        };
        let answered = timeout(PATIENCE, whole).await;
        let (status, body) = answered.unwrap_or(Err(Unanswered::Broken))?;
        if status.is_success() { Ok(body) } else { Err(refusal(&body)) }
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
        wanted: &'static str,
    ) -> Result<Answered, Unanswered> {
        // In this order: a peer writes the token first, so whoever has read its new address reads its new token.
        let address = address(self.data)?;
        let token = token(self.data)?;
        let request = request(method, path, address, &token, body, wanted)
            .ok_or(Unanswered::Failed(Failure::NotAPeer))?;
        send(address, request).await
    }
}

fn refusal(body: &[u8]) -> Unanswered {
    Unanswered::Failed(match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => Failure::Refused(Box::new(problem)),
        Err(_) => Failure::NotAPeer,
    })
}

/// An answer, of which more may come; the connection ends with it.
pub(super) struct Answered {
    status: StatusCode,
    pub(super) body: Incoming,
    _connection: JoinSet<()>,
}

impl Answered {
    async fn whole(self) -> Result<Bytes, Unanswered> {
        let body = Limited::new(self.body, MAX_ANSWER_BYTES).collect().await;
        Ok(body.map_err(|_| Unanswered::Broken)?.to_bytes())
    }
}

/// None if a header would be none, which neither an address nor a token that was read allows.
fn request(
    method: Method,
    path: &str,
    to: SocketAddr,
    token: &str,
    body: Bytes,
    wanted: &'static str,
) -> Option<Request<Full<Bytes>>> {
    let bearer = Zeroizing::new(format!("Bearer {token}"));
    let mut bearer = HeaderValue::from_str(&bearer).ok()?;
    bearer.set_sensitive(true);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, to.to_string())
        .header(header::AUTHORIZATION, bearer)
        .header(header::ACCEPT, wanted);
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    if let Some(trace) = current(&Span::current().context()) {
        request = request.header("traceparent", trace.as_str());
    }
    request.body(Full::new(body)).ok()
}

async fn send(to: SocketAddr, request: Request<Full<Bytes>>) -> Result<Answered, Unanswered> {
    let stream = TcpStream::connect(to).await.map_err(|_| Unanswered::Away)?;
    let _ = stream.set_nodelay(true);
    let (mut sender, connection) =
        handshake(TokioIo::new(stream)).await.map_err(|_| Unanswered::Broken)?;
    let mut task = JoinSet::new();
    task.spawn(async { drop(connection.await) });
    let response = sender.send_request(request).await.map_err(|_| Unanswered::Broken)?;
    let (head, body) = response.into_parts();
    Ok(Answered { status: head.status, body, _connection: task })
}
