//! The relay, through the least possible client.

use std::{error::Error, io, net::SocketAddr, ops::Range, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::{BufMut, BytesMut};
use futures_util::{FutureExt, SinkExt, StreamExt};
use rustls_pki_types::ServerName;
use tokio::{net::TcpStream, process::Command};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{WebSocketStream, client_async_with_config, tungstenite::Message};

use super::{
    carrier::{BODY, Carrier, Inlet, MOST, Outlet, content, number},
    people::Person,
    relay::{HEAD, websocket_config},
};
use crate::world::{Running, start};

/// A relay that runs.
pub(super) struct Relayed {
    running: Running,
    at: SocketAddr,
}

impl Relayed {
    /// With the TLS of the directory in `folder`.
    pub(super) async fn start(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let this = std::env::current_exe()?;
        let running = start(Command::new(this).arg("relay").arg(folder).arg("127.0.0.1:0")).await?;
        let at = running.said.parse()?;
        Ok(Self { running, at })
    }

    async fn connect(&self, who: &Person) -> io::Result<Socket> {
        let mut tls = who.identity.directory_client_config();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let stream = TcpStream::connect(self.at).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
        let stream = TlsConnector::from(Arc::new(tls)).connect(name, stream).await?;
        let url = format!("wss://localhost/{}", who.number);
        let socket = client_async_with_config(url, stream, Some(websocket_config())).await;
        socket.map(|(socket, _)| Socket(socket)).map_err(io::Error::other)
    }
}

#[async_trait]
impl Carrier for Relayed {
    async fn outlet(&self, from: &Person, to: &Person) -> io::Result<Box<dyn Outlet>> {
        Ok(Box::new(Sending { socket: self.connect(from).await?, to: to.number }))
    }

    async fn inlet(&self, of: &Person) -> io::Result<Box<dyn Inlet>> {
        Ok(Box::new(self.connect(of).await?))
    }

    fn visits(&self, _: Duration) -> u32 {
        u32::MAX
    }

    fn process(&self) -> Option<u32> {
        self.running.child.id()
    }
}

struct Socket(WebSocketStream<TlsStream<TcpStream>>);

struct Sending {
    socket: Socket,
    to: u32,
}

#[async_trait]
impl Outlet for Sending {
    async fn send(&mut self, numbers: Range<u64>) -> io::Result<()> {
        for number in numbers {
            let mut frame = BytesMut::with_capacity(HEAD + BODY);
            frame.put_u32(self.to);
            frame.put_u128(number.into());
            frame.put_slice(&content(number));
            let frame = Message::Binary(frame.freeze());
            self.socket.0.feed(frame).await.map_err(io::Error::other)?;
        }
        self.socket.0.flush().await.map_err(io::Error::other)
    }
}

#[async_trait]
impl Inlet for Socket {
    async fn next(&mut self, numbers: &mut Vec<u64>) -> io::Result<()> {
        let mut came = self.0.next().await;
        loop {
            let frame = came.ok_or(io::ErrorKind::UnexpectedEof)?.map_err(io::Error::other)?;
            if let Message::Binary(frame) = frame {
                numbers.push(number(frame.get(HEAD..).unwrap_or_default())?);
            }
            if numbers.len() >= MOST {
                return Ok(());
            }
            // All that is here already comes at once.
            match self.0.next().now_or_never() {
                Some(more) => came = more,
                None if numbers.is_empty() => came = self.0.next().await,
                None => return Ok(()),
            }
        }
    }

    async fn keep(&mut self) -> io::Result<()> {
        Ok(())
    }
}
