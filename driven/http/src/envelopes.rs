//! Envelopes on their way, to a peer or to a directory.

use std::collections::{HashMap, hash_map::Entry};

use causerie_chat::{Cause, EnvelopeId};
use causerie_usecases::ports::{Outgoing, Undelivered};
use causerie_wire::{Delivery, RefusedEnvelope, WireEnvelope};
use reqwest::{RequestBuilder, header::CONTENT_TYPE};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{
    call::{Answer, NoAnswer, call_in, client_span},
    trace::{own_span, traceparent},
};

/// Sends `batch` with `request`, in a span of that name. An envelope that belongs to another trace than the request has a span of
/// its own there.
pub(crate) async fn send(
    name: &'static str,
    request: RequestBuilder,
    batch: &[Outgoing],
) -> Result<Answer, NoAnswer> {
    let span = client_span(name);
    let bytes: usize = batch.iter().map(|sent| sent.envelope.sealed.as_bytes().len()).sum();
    span.set_attribute("envelopes", batch.len().to_string());
    span.set_attribute("bytes", bytes.to_string());
    if let Some(first) = batch.first() {
        span.set_attribute("envelope", first.envelope.id.to_string());
    }
    let (mut envelopes, own_spans): (Vec<_>, Vec<_>) =
        batch.iter().map(|sent| pack(name, sent, &span)).unzip();
    let mut places = HashMap::<&[u8], u64>::new();
    for (place, (envelope, sent)) in (0..).zip(envelopes.iter_mut().zip(batch)) {
        let content = sent.envelope.sealed.as_bytes();
        match places.entry(content) {
            Entry::Occupied(first) => envelope.same_as = Some(*first.get()),
            Entry::Vacant(new) => {
                envelope.sealed = content.to_vec();
                new.insert(place);
            }
        }
    }
    let body = Delivery { envelopes }.encode();
    let request = request.header(CONTENT_TYPE, Delivery::CONTENT_TYPE).body(body);
    let outcome = call_in(span, request).await;
    drop(own_spans);
    outcome
}

/// Why they did not get there; `not_now` is the cause if none of them was refused for good.
pub(crate) fn undelivered(answer: NoAnswer, not_now: Cause) -> Undelivered {
    if let NoAnswer::Refused { problem, .. } = &answer {
        let refused: Option<Vec<_>> = problem.refused.iter().map(refusal).collect();
        if let Some(refused) = refused.filter(|refused| !refused.is_empty()) {
            return Undelivered::Refused(refused);
        }
    }
    Undelivered::NotNow { cause: not_now, source: Box::new(answer) }
}

/// The envelope as it travels, and its own span if it has one.
fn pack(name: &'static str, sent: &Outgoing, request: &Span) -> (WireEnvelope, Option<Span>) {
    let own = sent.trace.as_ref().and_then(|trace| own_span(name, trace, request));
    let trace = own.as_ref().map_or_else(|| traceparent(request), traceparent);
    let envelope = WireEnvelope {
        id: sent.envelope.id.as_bytes().to_vec(),
        recipient: sent.envelope.recipient.to_string(),
        // What several have stands once.
        sealed: Vec::new(),
        same_as: None,
        trace: trace.filter(|_| sent.trace.is_some()),
    };
    (envelope, own)
}

fn refusal(raw: &RefusedEnvelope) -> Option<(EnvelopeId, Cause)> {
    Some((raw.id.parse().ok()?, raw.code.parse().ok()?))
}
