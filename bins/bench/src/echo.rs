//! What the network can do at best: bare hyper at both ends, over the TLS of two peers.

use std::{
    convert::Infallible,
    error::Error,
    io::Write,
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use causerie::Folder;
use causerie_pki::{DeviceIdentity, Root};
use http_body_util::{BodyExt, Empty, Full};
use hyper::{Request, Response, StatusCode, body::Incoming, client, server, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls_pki_types::ServerName;
use tokio::{
    net::{TcpListener, TcpStream},
    process::Command,
    task::JoinSet,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::{
    figures::Figures,
    world::{Running, start},
};

/// Answers every request, once its body is read, with 204.
pub(crate) async fn serve(folder: &Path, listen: SocketAddr) -> Result<(), Box<dyn Error>> {
    let tls = TlsAcceptor::from(identity(folder)?.server_config());
    let listener = TcpListener::bind(listen).await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let tls = tls.clone();
        tokio::spawn(async move {
            if let Ok(stream) = tls.accept(stream).await {
                let http = server::conn::http2::Builder::new(TokioExecutor::new());
                let _ = http.serve_connection(TokioIo::new(stream), service_fn(answer)).await;
            }
        });
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let _ = request.into_body().collect().await;
    let mut response = Response::new(Empty::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    Ok(response)
}

/// The other end as a process of its own, which shows Bob's certificate.
pub(crate) async fn other_end(folder: &Path) -> Result<Running, Box<dyn Error>> {
    let this = std::env::current_exe()?;
    start(Command::new(this).arg("echo-server").arg(folder).arg("127.0.0.1:0")).await
}

/// Posts `body` bytes `waiting` at a time for `length`, as the device of `folder`.
pub(crate) async fn echo(
    folder: &Path,
    server: &Running,
    name: &str,
    waiting: usize,
    body: usize,
    length: Duration,
) -> Result<Figures, Box<dyn Error>> {
    let tls = TlsConnector::from(Arc::new(identity(folder)?.peer_client_config()));
    let stream = TcpStream::connect(server.said.parse::<SocketAddr>()?).await?;
    stream.set_nodelay(true)?;
    let stream = tls.connect(ServerName::try_from(name.to_owned())?, stream).await?;
    let io = TokioIo::new(stream);
    let (sender, connection) = client::conn::http2::handshake(TokioExecutor::new(), io).await?;
    tokio::spawn(connection);

    let body = Bytes::from(vec![b'x'; body]);
    let begin = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..waiting {
        let (mut sender, body) = (sender.clone(), body.clone());
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            while begin.elapsed() < length {
                let request = Request::put("https://echo/v1").body(Full::new(body.clone()));
                let Ok(request) = request else { break };
                let started = Instant::now();
                let Ok(response) = sender.send_request(request).await else { break };
                if response.status() != StatusCode::NO_CONTENT {
                    break;
                }
                latencies.push(started.elapsed());
            }
            latencies
        });
    }
    let latencies = tasks.join_all().await.concat();
    Ok(Figures::new(latencies, begin.elapsed()))
}

pub(crate) fn identity(folder: &Path) -> Result<DeviceIdentity, Box<dyn Error>> {
    let folder = Folder(folder.to_owned());
    let profile = folder.read_profile()?.ok_or("nobody registered in that folder")?;
    let root = Root::read(&folder.root())?;
    Ok(DeviceIdentity::open(&folder.0, &profile.device, root)?)
}
