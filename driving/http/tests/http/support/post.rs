use std::sync::Arc;

use axum::{Router, body::Body, http::Request};
use causerie_chat::{Envelope, EnvelopeId, Timestamp};
use causerie_http_api::{DirectoryConfig, Limits, PushConfig};
use causerie_http_client::DirectoryClient;
use causerie_memory::MemoryDirectory;
use causerie_usecases::ports::{
    Deposits, MailItem, MailLine, MailNumber, MailPush, Outgoing, Pushed, Registry,
};
use causerie_wire::{Delivery, PushFrame, PushReply, WireEnvelope};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};

use super::{
    DOMAIN, Network, Served, Stream, connect, device, directories::slow_directory_over,
    directory_over, patient, put_bytes, serve_in, world::enrolment,
};

/// A directory that is served, where some people are on record and have mailboxes.
pub(crate) struct Post {
    pub(crate) served: Served,
    /// What is served.
    pub(crate) router: Router,
}

impl Post {
    pub(crate) async fn open() -> Self {
        Self::with(PushConfig::default(), Limits::default()).await
    }

    /// In a network that is there already.
    pub(crate) async fn behind(network: Network) -> Self {
        Self::of(network, DirectoryConfig::default(), Limits::default()).await
    }

    /// One that treats those who call it so.
    pub(crate) async fn configured(config: DirectoryConfig) -> Self {
        Self::of(Network::new(), config, Limits::default()).await
    }

    pub(crate) async fn with(push: PushConfig, limits: Limits) -> Self {
        let config = DirectoryConfig { push, trusts_traces: true, ..DirectoryConfig::default() };
        Self::of(Network::new(), config, limits).await
    }

    /// One that takes its time to remove mail.
    pub(crate) async fn slow() -> Self {
        Self::serving(Network::new(), Limits::default(), slow_directory_over).await
    }

    async fn of(network: Network, config: DirectoryConfig, limits: Limits) -> Self {
        Self::serving(network, limits, |store| directory_over(store, config)).await
    }

    async fn serving(
        network: Network,
        limits: Limits,
        router: impl FnOnce(&Arc<MemoryDirectory>) -> Router,
    ) -> Self {
        let store = Arc::new(MemoryDirectory::default());
        for name in ["alice", "bob", "carol"] {
            let verified = enrolment(name).verify().unwrap();
            store.register(&verified, Timestamp::from_millis(0)).await.unwrap();
        }
        let router = router(&store);
        Self { served: serve_in(network, router.clone(), limits).await, router }
    }

    /// The directory, as somebody's first device sees it.
    pub(crate) fn client(&self, name: &str) -> DirectoryClient {
        self.client_of(&self.served.network, name)
    }

    /// The directory, as somebody sees it who trusts that network and is known there.
    pub(crate) fn client_of(&self, network: &Network, name: &str) -> DirectoryClient {
        let tls = network.client(&[&device(name).to_string()], 60, "h2");
        let at = self.served.at.to_string().parse().unwrap();
        DirectoryClient::new(tls, DOMAIN.parse().unwrap(), &at).unwrap()
    }

    /// Leaves so many small envelopes for somebody, of these numbers.
    pub(crate) async fn leave(&self, from: &str, to: &str, numbers: std::ops::Range<u32>) {
        let batch: Vec<_> = numbers.map(|n| outgoing(n, to, 10)).collect();
        self.client(from).deposit(&batch).await.unwrap();
    }

    /// Somebody's line, by the real client.
    pub(crate) async fn line(&self, name: &str, after: u64) -> Box<dyn MailLine> {
        self.client(name).open(&device(name), MailNumber(after)).await.unwrap()
    }

    /// Somebody's line, to say on it what no real client says.
    pub(crate) async fn raw(&self, name: &str) -> Raw {
        let path = format!("{}/push", mailbox_path(name));
        self.dial(Some(name), &path).await.unwrap()
    }

    /// Asks for a WebSocket.
    pub(crate) async fn dial(&self, name: Option<&str>, path: &str) -> tungstenite::Result<Raw> {
        let stream = self.tls(name).await;
        let request = format!("wss://{DOMAIN}{path}").into_client_request()?;
        client_async(request, stream).await.map(|(socket, _)| Raw(socket))
    }

    /// A TLS connection of somebody's.
    pub(crate) async fn tls(&self, name: Option<&str>) -> Stream {
        let names: Vec<_> = name.map(|name| device(name).to_string()).into_iter().collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let tls = self.served.network.client(&names, 60, "http/1.1");
        connect(tls, self.served.at).await.unwrap()
    }
}

/// A WebSocket that says what it is told to.
pub(crate) struct Raw(pub(crate) WebSocketStream<Stream>);

impl Raw {
    pub(crate) async fn say(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// What comes next that is no ping.
    pub(crate) async fn hear(&mut self) -> PushFrame {
        loop {
            let message = patient(self.0.next()).await.unwrap().unwrap();
            if let Message::Binary(frame) = message {
                return PushFrame::decode(&frame).unwrap();
            }
            assert!(message.is_ping(), "{message:?}");
        }
    }

    /// The numbers of the mail that comes next.
    pub(crate) async fn mail(&mut self) -> Vec<u64> {
        loop {
            let frame = self.hear().await;
            if frame.kind == PushFrame::MAIL {
                return frame.mail.iter().map(|mail| mail.number).collect();
            }
        }
    }

    /// With which code the other end closes; what comes before is passed over.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            match patient(self.0.next()).await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Close(None))) => return 1_005,
                Some(Ok(_)) => {}
                _ => return 1_006,
            }
        }
    }
}

/// The mail that comes next.
pub(crate) async fn mail(line: &mut dyn MailLine) -> Vec<MailItem> {
    loop {
        if let Pushed::Mail(items) = patient(line.next()).await.unwrap() {
            return items;
        }
    }
}

/// The numbers of it.
pub(crate) async fn numbers(line: &mut dyn MailLine) -> Vec<u64> {
    mail(line).await.iter().map(|item| item.number.0).collect()
}

/// Waits until all that was in the mailbox has come.
pub(crate) async fn caught_up(line: &mut dyn MailLine) {
    while patient(line.next()).await.unwrap() != Pushed::CaughtUp {}
}

/// An envelope of so many bytes; each number is another.
pub(crate) fn outgoing(n: u32, to: &str, bytes: usize) -> Outgoing {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    let sealed = vec![9; bytes].try_into().unwrap();
    let id = EnvelopeId::try_from(id.as_slice()).unwrap();
    Outgoing { envelope: Envelope { id, recipient: device(to), sealed }, trace: None }
}

/// The same as it travels.
pub(crate) fn letter(n: u32, to: &str, bytes: usize) -> WireEnvelope {
    let Outgoing { envelope, .. } = outgoing(n, to, bytes);
    let (id, sealed) = (envelope.id.as_bytes().to_vec(), envelope.sealed.as_bytes().to_vec());
    WireEnvelope {
        id,
        recipient: envelope.recipient.to_string(),
        sealed,
        trace: None,
        same_as: None,
    }
}

/// Leaves envelopes at a directory.
pub(crate) fn deposit(envelopes: Vec<WireEnvelope>) -> Request<Body> {
    let path = "/v1/deposits/0191d5f2-7c4a-7abc-8def-0123456789ff";
    put_bytes(path, Delivery::CONTENT_TYPE, Delivery { envelopes }.encode())
}

/// Where the mailbox of somebody's first device is.
pub(crate) fn mailbox_path(name: &str) -> String {
    format!("/v1/people/{name}/devices/d1/mailbox")
}

pub(crate) fn reply_of(up_to: u64) -> Message {
    Message::Binary(PushReply { up_to }.encode().into())
}
