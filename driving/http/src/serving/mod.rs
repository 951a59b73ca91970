//! Runs a router on a listener.

mod accept;
mod activity;
mod connection;
mod handshakes;
mod identity;
mod lasting;
mod limits;
mod patience;
mod slots;
mod takeover;

use std::{io, sync::Arc};

use axum::Router;
use rustls::ServerConfig;
use thiserror::Error;
use tokio::{net::TcpListener, time::timeout};
use tokio_rustls::TlsAcceptor;
use tracing::warn;

use crate::Caller;
use accept::accept;
use connection::{http1, http2};
use handshakes::Handshakes;

pub(crate) use lasting::Lasting;
pub use limits::Limits;
pub(crate) use patience::Patience;
pub(crate) use takeover::{Duplex, Ends, TakenOver, Takeover};

/// Answers with `router` over TLS, HTTP/2 where ALPN agrees on it and HTTP/1.1 otherwise, until `stop` is ready; then
/// it finishes what is under way, for at most [`Limits::grace`].
///
/// Whom a verified client certificate names becomes the [`Caller`] of each request. One that names no device, or more
/// than one name, names nobody. Nothing a caller does ends the loop.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let tls = TlsAcceptor::from(tls);
    let handshakes = Handshakes::new();
    accept(listener, limits, stop, move |stream, from, stopping| {
        let (tls, router, handshakes) = (tls.clone(), router.clone(), handshakes.clone());
        async move {
            let shaken = timeout(limits.handshake, Box::pin(tls.accept(stream))).await;
            handshakes.count(&shaken);
            let stream = match shaken {
                // Most connections are idle: what it took to get here is not kept in their tasks.
                Ok(Ok(stream)) => Box::new(stream),
                Ok(Err(refused)) => return warn!(%from, %refused, "a TLS handshake failed"),
                Err(_) => return warn!(%from, "a TLS handshake took too long"),
            };
            let (_, session) = stream.get_ref();
            let device = identity::device(session.peer_certificates()).map(Arc::new);
            let caller = Caller { device, from };
            if session.alpn_protocol() == Some(b"h2") {
                Box::pin(http2(stream, router, caller, limits, stopping)).await;
            } else {
                http1(stream, router, caller, limits, stopping).await;
            }
        }
    })
    .await;
}

/// Answers with `router` over HTTP/1.1 without TLS, to this machine alone, until `stop` is ready; otherwise as
/// [`serve`] does. All callers have one network address, so [`Limits::connections`] alone limits them.
pub async fn serve_local(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> Result<(), NotLocal> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(NotLocal::Reachable);
    }
    let limits = Limits { connections_per_address: limits.connections, ..limits };
    accept(listener, limits, stop, move |stream, from, stopping| {
        let router = router.clone();
        let caller = Caller { device: None, from };
        async move { http1(Box::new(stream), router, caller, limits, stopping).await }
    })
    .await;
    Ok(())
}

/// Why nothing is served without TLS.
#[derive(Debug, Error)]
pub enum NotLocal {
    /// The listener can be reached from other machines.
    #[error("the local API listens on a loopback address only, such as 127.0.0.1")]
    Reachable,
    /// The listener does not know its address.
    #[error("the listener has no address")]
    NoAddress(#[from] io::Error),
}
