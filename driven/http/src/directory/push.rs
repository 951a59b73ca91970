use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{MailLine, MailNumber, MailPush, Unavailable};
use causerie_wire::MAX_BODY_BYTES;
use rustls::pki_types::ServerName;
use thiserror::Error;
use tokio::{
    net::TcpStream,
    time::{error::Elapsed, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    client_async_with_config,
    tungstenite::{
        self, client::IntoClientRequest, handshake::client::Request, protocol::WebSocketConfig,
    },
};
use tracing::{Instrument, Span};

use super::{DirectoryClient, line::Line};
use crate::{call::client_span, trace::headers};

/// How long it takes at most until the line is open.
const OPENING: Duration = Duration::from_secs(15);
/// How long connecting takes of that at most.
const CONNECTING: Duration = Duration::from_secs(5);

#[async_trait]
impl MailPush for DirectoryClient {
    async fn open(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
    ) -> Result<Box<dyn MailLine>, Unavailable> {
        let span = client_span("directory.push");
        let opening = self.open_line(of, after, &span).instrument(span.clone());
        let outcome = timeout(OPENING, opening).await.map_err(NoLine::from);
        let outcome = outcome.and_then(|outcome| outcome);
        if let Err(refused) = &outcome {
            span.record("error", refused.to_string());
        }
        Ok(Box::new(outcome.map_err(Unavailable::new)?))
    }
}

impl DirectoryClient {
    async fn open_line(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        span: &Span,
    ) -> Result<Line, NoLine> {
        let request = self.opening(of, after, span)?;
        let limits = WebSocketConfig::default()
            .read_buffer_size(16 * 1024)
            .write_buffer_size(0)
            .max_write_buffer_size(16 * 1024)
            .max_message_size(Some(MAX_BODY_BYTES))
            .max_frame_size(Some(MAX_BODY_BYTES));
        let stream = self.connect().await?;
        let (socket, _) = client_async_with_config(request, stream, Some(limits)).await?;
        Ok(Line::new(socket, of.clone(), after))
    }

    /// The opening handshake (RFC 6455 §4.1).
    fn opening(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        span: &Span,
    ) -> Result<Request, tungstenite::Error> {
        let (username, device) = (&of.person.username, &of.device);
        let (domain, port) = (&self.domain, self.location.port());
        let path = format!("v1/people/{username}/devices/{device}/mailbox/push?after={}", after.0);
        let mut request = format!("wss://{domain}:{port}/{path}").into_client_request()?;
        request.headers_mut().extend(headers(span));
        Ok(request)
    }

    /// A connection to the directory, known by the same certificate as on all others, which says nothing but HTTP/1.1.
    async fn connect(&self) -> Result<TlsStream<TcpStream>, NoLine> {
        let mut tls = self.tls.clone();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let name = ServerName::try_from(self.domain.as_str().to_owned());
        let name = name.map_err(io::Error::other)?;
        let host = self.location.host();
        let connecting = TcpStream::connect((host.as_str(), self.location.port()));
        let stream = timeout(CONNECTING, connecting).await??;
        stream.set_nodelay(true)?;
        Ok(TlsConnector::from(Arc::new(tls)).connect(name, stream).await?)
    }
}

/// Why there is no line.
#[derive(Debug, Error)]
enum NoLine {
    #[error("no connection")]
    Failed(#[from] io::Error),
    #[error("no answer in time")]
    Late(#[from] Elapsed),
    #[error("no WebSocket")]
    Refused(#[from] tungstenite::Error),
}
