use std::{net::SocketAddr, time::Duration};

use axum::{Router, body::Body, http::Request};
use causerie_http_api::{Limits, serve};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle, time::timeout};

use super::{Network, Reply, Stream, reply};

/// A router that is served over TLS on a socket of its own.
pub(crate) struct Served {
    pub(crate) at: SocketAddr,
    pub(crate) network: Network,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

pub(crate) async fn serve_router(router: Router, limits: Limits) -> Served {
    serve_in(Network::new(), router, limits).await
}

/// The same in a network that is there already.
pub(crate) async fn serve_in(network: Network, router: Router, limits: Limits) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let stopped = async { drop(stopped.await) };
    let task = tokio::spawn(serve(listener, network.server(), router, limits, stopped));
    Served { at, network, stop: Some(stop), task }
}

impl Served {
    /// Tells the server to stop, and waits until it has.
    pub(crate) async fn stop(mut self) {
        drop(self.stop.take());
        self.task.await.unwrap();
    }

    /// What a stranger on a new HTTP/2 connection is answered.
    pub(crate) async fn ask(&self, request: Request<Body>) -> Reply {
        let stream = self.network.stranger(self.at, "h2").await.unwrap();
        ask_over_http2(stream, request).await
    }

    /// The server lives, and answers others at once.
    pub(crate) async fn assert_serves(&self) {
        let answered = timeout(Duration::from_secs(5), self.ask(health())).await;
        assert_eq!(answered.unwrap().status, 204);
    }
}

pub(crate) fn health() -> Request<Body> {
    Request::get(format!("https://{}/v1/health", super::DOMAIN)).body(Body::empty()).unwrap()
}

pub(crate) async fn ask_over_http2(stream: Stream, request: Request<Body>) -> Reply {
    let io = TokioIo::new(stream);
    let (mut sender, connection) =
        Box::pin(http2::handshake(TokioExecutor::new(), io)).await.unwrap();
    tokio::spawn(connection);
    reply(sender.send_request(request).await.unwrap().map(Body::new)).await
}

pub(crate) async fn ask_over_http1(stream: Stream, request: Request<Body>) -> Reply {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    reply(sender.send_request(request).await.unwrap().map(Body::new)).await
}

/// Fails the test if it takes longer than any limit that the tests set.
pub(crate) async fn patient<T>(until: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(8), until).await.unwrap()
}
