use std::net::SocketAddr;

use bytes::Bytes;
use causerie_http_api::{Limits, serve_local};
use causerie_usecases::ports::Event;
use http_body_util::BodyExt;
use hyper::{Response, body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::{JoinHandle, JoinSet},
};

use super::{Asking, BobsPeer, get, patient};

/// Bob's peer, whose local API is served.
pub(crate) struct Streaming {
    pub(crate) bob: BobsPeer,
    at: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

impl Streaming {
    pub(crate) async fn new() -> Self {
        Self::within(Limits::default()).await
    }

    pub(crate) async fn within(limits: Limits) -> Self {
        let bob = BobsPeer::new().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let (router, stopped) = (bob.for_bob(), async { drop(stopped.await) });
        let served = serve_local(listener, router, limits, stopped);
        let served = tokio::spawn(async { served.await.unwrap() });
        Self { bob, at, stop: Some(stop), served }
    }

    pub(crate) fn tell(&self, n: u64) {
        self.bob
            .events()
            .tell(Event::Conversation(format!("u{n}@chat.example.org").parse().unwrap()));
    }

    pub(crate) async fn stop(&mut self) {
        drop(self.stop.take());
        patient(&mut self.served).await.unwrap();
    }

    pub(crate) async fn ask(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (Response<Incoming>, JoinSet<()>) {
        let stream = TcpStream::connect(self.at).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        let mut connections = JoinSet::new();
        connections.spawn(async { drop(connection.await) });
        let request = headers
            .iter()
            .fold(get(path).own(), |request, (name, value)| request.with(name, value));
        (patient(sender.send_request(request)).await.unwrap(), connections)
    }

    pub(crate) async fn watch(&self, path: &str, headers: &[(&str, &str)]) -> Stream {
        let (answer, connection) = self.ask(path, headers).await;
        assert_eq!(answer.status(), 200);
        Stream { answer, read: String::new(), _connection: connection }
    }
}

/// A stream as its reader sees it.
pub(crate) struct Stream {
    answer: Response<Incoming>,
    read: String,
    _connection: JoinSet<()>,
}

impl Stream {
    pub(crate) fn head(&self, name: &str) -> &str {
        self.answer.headers()[name].to_str().unwrap()
    }

    /// The first thing on it, and the run it tells.
    pub(crate) async fn greeting(&mut self) -> (String, String) {
        let greeting = self.next().await.unwrap();
        let (_, id) = greeting.split_once("id: ").unwrap();
        (id.split_once('-').unwrap().0.to_owned(), greeting)
    }

    /// The next lines up to an empty one; nothing at an end in good order.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (format!("{event}\n"), rest.to_owned());
                self.read = rest;
                return Some(event);
            }
            let frame = patient(self.answer.body_mut().frame()).await;
            let bytes: Bytes = frame?.unwrap().into_data().unwrap();
            self.read.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }
}
