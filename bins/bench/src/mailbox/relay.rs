//! What one processor can carry at best: a relay that forwards each frame of a WebSocket as it comes, in the directory's own TLS, and
//! keeps nothing.

use std::{
    collections::HashMap,
    error::Error,
    io::{self, Write},
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use causerie_edge::now;
use causerie_pki::DirectoryTls;
use futures_util::{SinkExt, StreamExt};
use http_body_util::Empty;
use hyper::{
    Request, Response, StatusCode,
    body::Incoming,
    header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE},
    server::conn::http1,
    service::service_fn,
    upgrade::{self, Upgraded},
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    select,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};

/// What stands before the content of a frame: for whom it is (4 bytes, big-endian), and an id (16 bytes) that the relay does not look at.
pub(super) const HEAD: usize = 20;

/// How much is forwarded before it is written out.
const FRAMES: usize = 256;

/// Forwards until the process ends; whoever connects to `/N` is number N.
pub(crate) async fn serve(directory: &Path, listen: SocketAddr) -> Result<(), Box<dyn Error>> {
    let tls = TlsAcceptor::from(DirectoryTls::open(directory, now())?.server_config());
    let listener = TcpListener::bind(listen).await?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;
    let there = There::default();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(connection(tls.clone(), stream, there.clone()));
    }
}

pub(super) fn websocket_config() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(16 * 1024)
}

/// Who is connected.
type There = Arc<Mutex<HashMap<u32, UnboundedSender<Bytes>>>>;

async fn connection(tls: TlsAcceptor, stream: TcpStream, there: There) {
    let Ok(stream) = tls.accept(stream).await else { return };
    let service = service_fn(move |request| {
        let response = begin(request, there.clone());
        async move { response.ok_or_else(|| io::Error::other("not a WebSocket")) }
    });
    let http = http1::Builder::new();
    let _ = http.serve_connection(TokioIo::new(stream), service).with_upgrades().await;
}

fn begin(mut request: Request<Incoming>, there: There) -> Option<Response<Empty<Bytes>>> {
    let who = request.uri().path().strip_prefix('/')?.parse().ok()?;
    let key = derive_accept_key(request.headers().get(SEC_WEBSOCKET_KEY)?.as_bytes());
    let (to_them, for_them) = unbounded_channel();
    lock(&there).insert(who, to_them);
    let upgraded = upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Ok(upgraded) = upgraded.await {
            let _ = forward(upgraded, for_them, there).await;
        }
    });
    Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(CONNECTION, "upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_ACCEPT, key)
        .body(Empty::new())
        .ok()
}

async fn forward(
    upgraded: Upgraded,
    mut for_them: UnboundedReceiver<Bytes>,
    there: There,
) -> Result<(), Box<dyn Error>> {
    let bare = upgraded.downcast::<TokioIo<TlsStream<TcpStream>>>();
    let bare = bare.map_err(|_| "another kind of connection")?;
    let (stream, config) = (bare.io.into_inner(), Some(websocket_config()));
    let mut socket =
        WebSocketStream::from_partially_read(stream, bare.read_buf.into(), Role::Server, config)
            .await;

    let mut frames = Vec::new();
    loop {
        select! {
            came = socket.next() => match came {
                Some(Ok(Message::Binary(frame))) => pass_on(frame, &there),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            },
            _ = for_them.recv_many(&mut frames, FRAMES) => {
                for frame in frames.drain(..) {
                    socket.feed(Message::Binary(frame)).await?;
                }
                socket.flush().await?;
            }
        }
    }
    Ok(())
}

fn pass_on(frame: Bytes, there: &There) {
    let whom = frame.first_chunk().map(|first| u32::from_be_bytes(*first));
    if let Some(line) = whom.and_then(|whom| lock(there).get(&whom).cloned()) {
        let _ = line.send(frame);
    }
}

fn lock(there: &There) -> MutexGuard<'_, HashMap<u32, UnboundedSender<Bytes>>> {
    there.lock().unwrap_or_else(PoisonError::into_inner)
}
