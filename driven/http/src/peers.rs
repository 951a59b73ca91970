use std::time::Duration;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope, NetworkAddress};
use causerie_usecases::ports::{Deliveries, HistoryDesk, Outgoing, Undelivered};
use causerie_wire::{MAX_DELIVERY_BYTES, MAX_DELIVERY_ENVELOPES, SealedHistory};
use reqwest::{Client, Method};
use rustls::ClientConfig;

use crate::{
    call::{NoAnswer, request},
    client::{NoClient, PATIENCE, client},
    envelopes::{send, undelivered},
    hosts::Hosts,
    spare::Spare,
};

/// The other peers, each reached directly and known by the certificate it shows.
pub struct PeerClient {
    pub(crate) client: Client,
    hosts: Hosts,
    pub(crate) spare: Spare,
}

impl PeerClient {
    /// A client that shows and trusts what `tls` says, which should not name the recipient in clear (no SNI).
    pub fn new(tls: ClientConfig) -> Result<Self, NoClient> {
        Self::with(tls, PATIENCE)
    }

    /// The same for addresses that are on this network, or nowhere: it waits a second for a connection, TLS included.
    pub fn nearby(tls: ClientConfig) -> Result<Self, NoClient> {
        Self::with(tls, Duration::from_secs(1))
    }

    fn with(tls: ClientConfig, patience: Duration) -> Result<Self, NoClient> {
        let hosts = Hosts::default();
        Ok(Self { client: client(tls, hosts.clone(), patience)?, hosts, spare: Spare::default() })
    }

    /// Where the device answers.
    pub(crate) fn base(&self, to: &DeviceAddress, at: &NetworkAddress) -> String {
        let name = to.to_string();
        self.hosts.lead(&name, at);
        format!("https://{name}:{}", at.port())
    }
}

#[async_trait]
impl Deliveries for PeerClient {
    async fn deliver(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        batch: &[Outgoing],
    ) -> Result<(), Undelivered> {
        let Some(first) = batch.first() else { return Ok(()) };
        let base = self.base(to, at);
        // A delivery is named after its first envelope: sent again, it has the same name.
        let path = format!("deliveries/{}", first.envelope.id);

        let request = request(&self.client, Method::PUT, &base, &path);
        let outcome = send("peer.deliver", request, batch).await;
        outcome.map(drop).map_err(not_delivered)
    }

    fn capacity(&self) -> (usize, usize) {
        (MAX_DELIVERY_ENVELOPES, MAX_DELIVERY_BYTES)
    }
}

#[async_trait]
impl HistoryDesk for PeerClient {
    async fn ask(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        envelope: &Envelope,
    ) -> Result<Vec<u8>, Undelivered> {
        let request = request(&self.client, Method::POST, &self.base(to, at), "history");
        let question = Outgoing { envelope: envelope.clone(), trace: None };
        let answer = send("peer.history", request, &[question]).await.map_err(not_delivered)?;
        let page = SealedHistory::decode(answer.bytes());
        page.map(|page| page.sealed).map_err(|malformed| Undelivered::NotNow {
            cause: Cause::PEER_UNAVAILABLE,
            source: malformed.into(),
        })
    }
}

fn not_delivered(answer: NoAnswer) -> Undelivered {
    let cause = match &answer {
        NoAnswer::Refused { .. } => Cause::PEER_UNAVAILABLE,
        _ => Cause::UNREACHABLE,
    };
    undelivered(answer, cause)
}
