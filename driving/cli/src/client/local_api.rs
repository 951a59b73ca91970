use std::{net::SocketAddr, path::Path, time::Duration};

use bytes::Bytes;
use causerie_edge::current;
use causerie_wire::Problem;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde::{Serialize, de::DeserializeOwned};
use tokio::{net::TcpStream, time::timeout};
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

    pub(super) async fn put<T: Serialize>(&self, path: &str, body: &T) -> Result<(), Unanswered> {
        let body = serde_json::to_vec(body).map_err(|_| Unanswered::Failed(Failure::NotAPeer))?;
        self.exchange(Method::PUT, path, body.into()).await.map(drop)
    }

    async fn exchange(&self, method: Method, path: &str, body: Bytes) -> Result<Bytes, Unanswered> {
        // In this order: a peer writes the token first, so whoever has read its new address reads its new token.
        let address = address(self.data)?;
        let token = token(self.data)?;
        let request = request(method, path, address, &token, body)
            .ok_or(Unanswered::Failed(Failure::NotAPeer))?;
        let answered = timeout(PATIENCE, send(address, request)).await;
        let (status, body) = answered.unwrap_or(Err(Unanswered::Broken))?;
        match (status.is_success(), serde_json::from_slice::<Problem>(&body)) {
            (true, _) => Ok(body),
            (false, Ok(problem)) => Err(Unanswered::Failed(Failure::Refused(Box::new(problem)))),
            (false, Err(_)) => Err(Unanswered::Failed(Failure::NotAPeer)),
        }
    }
}

/// None if a header would be none, which neither an address nor a token that was read allows.
fn request(
    method: Method,
    path: &str,
    to: SocketAddr,
    token: &str,
    body: Bytes,
) -> Option<Request<Full<Bytes>>> {
    let bearer = Zeroizing::new(format!("Bearer {token}"));
    let mut bearer = HeaderValue::from_str(&bearer).ok()?;
    bearer.set_sensitive(true);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, to.to_string())
        .header(header::AUTHORIZATION, bearer)
        .header(header::ACCEPT, "application/json");
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    if let Some(trace) = current(&Span::current().context()) {
        request = request.header("traceparent", trace.as_str());
    }
    request.body(Full::new(body)).ok()
}

async fn send(
    to: SocketAddr,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, Bytes), Unanswered> {
    let stream = TcpStream::connect(to).await.map_err(|_| Unanswered::Away)?;
    let _ = stream.set_nodelay(true);
    let (mut sender, connection) =
        handshake(TokioIo::new(stream)).await.map_err(|_| Unanswered::Broken)?;
    let exchange = async {
        let response = sender.send_request(request).await.map_err(|_| Unanswered::Broken)?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES).collect().await;
        Ok((status, body.map_err(|_| Unanswered::Broken)?.to_bytes()))
    };
    // The connection carries the exchange, and both end here.
    let connection = async {
        let _ = connection.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        answer = exchange => answer,
        () = connection => Err(Unanswered::Broken),
    }
}
