use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, EnvelopeId, NetworkAddress};
use causerie_usecases::ports::{Deliveries, Outgoing, Undelivered};
use causerie_wire::{
    Delivery, MAX_DELIVERY_BYTES, MAX_DELIVERY_ENVELOPES, RefusedEnvelope, WireEnvelope,
};
use reqwest::{Client, Method, header::CONTENT_TYPE};
use rustls::ClientConfig;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{
    call::{NoAnswer, call_in, client_span, request},
    client::{NoClient, client},
    hosts::Hosts,
    trace::{own_span, traceparent},
};

/// The other peers, each reached directly and known by the certificate it shows.
pub struct PeerClient {
    client: Client,
    hosts: Hosts,
}

impl PeerClient {
    /// A client that shows and trusts what `tls` says, which should not name the recipient in clear (no SNI).
    pub fn new(tls: ClientConfig) -> Result<Self, NoClient> {
        let hosts = Hosts::default();
        Ok(Self { client: client(tls, hosts.clone())?, hosts })
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

        let span = client_span("peer.deliver");
        let bytes: usize = batch.iter().map(|sent| sent.envelope.sealed.as_bytes().len()).sum();
        span.set_attribute("envelopes", batch.len().to_string());
        span.set_attribute("bytes", bytes.to_string());
        span.set_attribute("envelope", first.envelope.id.to_string());
        let (envelopes, own_spans): (Vec<_>, Vec<_>) =
            batch.iter().map(|sent| pack(sent, &span)).unzip();
        let request = request(&self.client, Method::PUT, &base, &path)
            .header(CONTENT_TYPE, Delivery::CONTENT_TYPE)
            .body(Delivery { envelopes }.encode());
        let outcome = call_in(span, request).await;
        drop(own_spans);
        outcome.map(drop).map_err(undelivered)
    }

    fn capacity(&self) -> (usize, usize) {
        (MAX_DELIVERY_ENVELOPES, MAX_DELIVERY_BYTES)
    }
}

/// The envelope as it travels, and, where it belongs to another trace than the delivery, a span of its own there.
fn pack(sent: &Outgoing, delivery: &Span) -> (WireEnvelope, Option<Span>) {
    let own = sent.trace.as_ref().and_then(|trace| own_span(trace, delivery));
    let trace = own.as_ref().map_or_else(|| traceparent(delivery), traceparent);
    let envelope = WireEnvelope {
        id: sent.envelope.id.as_bytes().to_vec(),
        recipient: sent.envelope.recipient.to_string(),
        sealed: sent.envelope.sealed.as_bytes().to_vec(),
        trace: trace.filter(|_| sent.trace.is_some()),
    };
    (envelope, own)
}

fn undelivered(answer: NoAnswer) -> Undelivered {
    if let NoAnswer::Refused { problem, .. } = &answer {
        let refused: Option<Vec<_>> = problem.refused.iter().map(refusal).collect();
        if let Some(refused) = refused.filter(|refused| !refused.is_empty()) {
            return Undelivered::Refused(refused);
        }
    }
    let cause = match &answer {
        NoAnswer::Refused { .. } => Cause::PEER_UNAVAILABLE,
        _ => Cause::UNREACHABLE,
    };
    Undelivered::NotNow { cause, source: Box::new(answer) }
}

fn refusal(raw: &RefusedEnvelope) -> Option<(EnvelopeId, Cause)> {
    Some((raw.id.parse().ok()?, raw.code.parse().ok()?))
}
