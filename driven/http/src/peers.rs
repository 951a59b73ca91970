use std::time::Duration;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, NetworkAddress};
use causerie_usecases::ports::{Deliveries, Outgoing, Undelivered};
use causerie_wire::{MAX_DELIVERY_BYTES, MAX_DELIVERY_ENVELOPES};
use reqwest::{Client, Method};
use rustls::ClientConfig;

use crate::{
    call::{NoAnswer, request},
    client::{NoClient, PATIENCE, client},
    envelopes::{send, undelivered},
    hosts::Hosts,
};

/// The other peers, each reached directly and known by the certificate it shows.
pub struct PeerClient {
    client: Client,
    hosts: Hosts,
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
        Ok(Self { client: client(tls, hosts.clone(), patience)?, hosts })
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
        let name = to.to_string();
        self.hosts.lead(&name, at);
        let base = format!("https://{name}:{}", at.port());
        // A delivery is named after its first envelope: sent again, it has the same name.
        let path = format!("deliveries/{}", first.envelope.id);

        let request = request(&self.client, Method::PUT, &base, &path);
        let outcome = send("peer.deliver", request, batch).await;
        outcome.map(drop).map_err(|answer| {
            let cause = match &answer {
                NoAnswer::Refused { .. } => Cause::PEER_UNAVAILABLE,
                _ => Cause::UNREACHABLE,
            };
            undelivered(answer, cause)
        })
    }

    fn capacity(&self) -> (usize, usize) {
        (MAX_DELIVERY_ENVELOPES, MAX_DELIVERY_BYTES)
    }
}
