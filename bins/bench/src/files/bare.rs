//! What the network can do at best: a file over bare hyper and the TLS of two peers, fetched by curl.

use std::{
    convert::Infallible,
    error::Error,
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use futures_util::stream::try_unfold;
use http_body_util::StreamBody;
use hyper::{Response, body::Frame, server, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{fs::File, io::AsyncReadExt, net::TcpListener, process::Command};
use tokio_rustls::TlsAcceptor;

use crate::{
    echo::identity,
    world::{Running, run, start},
};

/// How much is read at once.
const PIECE: usize = 256 * 1_024;

/// Answers every request with the file.
pub(crate) async fn serve(
    folder: &Path,
    file: PathBuf,
    listen: SocketAddr,
) -> Result<(), Box<dyn Error>> {
    let tls = TlsAcceptor::from(identity(folder)?.server_config());
    let listener = TcpListener::bind(listen).await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (tls, file) = (tls.clone(), file.clone());
        tokio::spawn(async move {
            if let Ok(stream) = tls.accept(stream).await {
                let service = service_fn(|_| {
                    let file = file.clone();
                    async { Ok::<_, Infallible>(Response::new(StreamBody::new(pieces(file)))) }
                });
                let http = server::conn::http2::Builder::new(TokioExecutor::new());
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            }
        });
    }
}

fn pieces(
    path: PathBuf,
) -> impl futures_util::Stream<Item = std::io::Result<Frame<Bytes>>> + Send + 'static {
    try_unfold((None, path), async |(file, path): (Option<File>, PathBuf)| {
        let mut file = match file {
            Some(file) => file,
            None => File::open(&path).await?,
        };
        let mut piece = BytesMut::with_capacity(PIECE);
        while piece.len() < PIECE && file.read_buf(&mut piece).await? > 0 {}
        let frame = (!piece.is_empty()).then(|| Frame::data(piece.freeze()));
        Ok(frame.map(|frame| (frame, (Some(file), path))))
    })
}

/// The server as a process of its own, which shows the certificate of the device in `folder`.
pub(crate) async fn other_end(folder: &Path, file: &Path) -> Result<Running, Box<dyn Error>> {
    let this = std::env::current_exe()?;
    start(Command::new(this).arg("file-server").arg(folder).arg(file).arg("127.0.0.1:0")).await
}

/// How long curl takes to fetch it, as the device in `folder`, from the device of that name.
pub(crate) async fn curl(
    folder: &Path,
    server: &Running,
    name: &str,
    to: &Path,
) -> Result<Duration, Box<dyn Error>> {
    let at: SocketAddr = server.said.parse()?;
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--cacert"]).arg(folder.join("root.pem"));
    curl.arg("--cert").arg(folder.join("credential.pem"));
    curl.arg("--key").arg(folder.join("tls.key"));
    curl.arg("--resolve").arg(format!("{name}:{}:{}", at.port(), at.ip()));
    curl.arg("--output").arg(to).arg(format!("https://{name}:{}/", at.port()));
    let begin = Instant::now();
    run(curl.stdout(Stdio::null())).await?;
    Ok(begin.elapsed())
}
