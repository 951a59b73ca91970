//! Two ends of TLS in memory, and the bytes between them.

use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, Error, ServerConfig, ServerConnection};

/// What came of a handshake that both ends were content with.
pub(crate) struct Done {
    pub(crate) client: ClientConnection,
    pub(crate) server: ServerConnection,
    /// All that crossed the wire, both ways.
    pub(crate) wire: Vec<u8>,
    /// The first of it, by the client.
    pub(crate) hello: Vec<u8>,
}

/// Who refused, and why.
#[derive(Debug)]
pub(crate) enum Refused {
    ByClient(Error),
    ByServer(Error),
}

pub(crate) fn handshake(
    client: ClientConfig,
    server: Arc<ServerConfig>,
    expected: &str,
) -> Result<Done, Refused> {
    let name = expected.to_owned().try_into().unwrap();
    let mut client = ClientConnection::new(Arc::new(client), name).unwrap();
    let mut server = ServerConnection::new(server).unwrap();
    let (mut wire, mut hello) = (Vec::new(), Vec::new());

    while client.is_handshaking() || server.is_handshaking() || client.wants_write() {
        let mut sent = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut sent).unwrap();
        }
        if hello.is_empty() {
            hello.clone_from(&sent);
        }
        wire.extend_from_slice(&sent);
        let mut rest = &sent[..];
        while !rest.is_empty() {
            server.read_tls(&mut rest).unwrap();
            server.process_new_packets().map_err(Refused::ByServer)?;
        }

        let mut sent = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut sent).unwrap();
        }
        wire.extend_from_slice(&sent);
        let mut rest = &sent[..];
        while !rest.is_empty() {
            client.read_tls(&mut rest).unwrap();
            client.process_new_packets().map_err(Refused::ByClient)?;
        }
    }
    Ok(Done { client, server, wire, hello })
}

impl Done {
    /// Whether `text` can be read on the wire.
    pub(crate) fn shows(&self, text: &str) -> bool {
        contains(&self.wire, text)
    }
}

pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
