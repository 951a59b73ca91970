use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use causerie_chat::{Cause, Envelope, EnvelopeId};
use causerie_edge::{adopt, handled_about, now};
use causerie_usecases::peer::commands::{ReceiveEnvelopes, ReceiveEnvelopesError};
use causerie_wire as wire;
use opentelemetry::trace::FutureExt;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Api,
    sender::Sender,
    spans::{Traced, span},
};
use crate::{
    input::{Cbor, Segments},
    refusal::{BAD_REQUEST, Refusal},
};

/// Take envelopes for this peer's device. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/v1/deliveries/{id}",
    params(("id" = String, Path, description = "A UUID that the sender minted")),
    request_body(content = DeliveryBytes, content_type = "application/cbor"),
    responses(
        (status = 204, description = "All are kept"),
        (status = 422, body = wire::Problem, content_type = "application/problem+json",
         description = "ENVELOPES_REFUSED: those in `refused` are, for good; all the others are kept"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json",
         description = "None are kept. 400 BAD_REQUEST; 401 CREDENTIAL_REQUIRED; 413 TOO_LARGE; \
            429 QUOTA_EXCEEDED; 503 UNAVAILABLE"),
    ),
    security(("credential" = []))
)]
pub(super) async fn deliver(
    State(api): State<Arc<Api>>,
    sender: Sender,
    Segments(id): Segments<String>,
    Cbor(delivery): Cbor,
) -> Result<StatusCode, Refusal> {
    Uuid::try_parse(&id).map_err(|_| BAD_REQUEST.because("the path holds no delivery id"))?;
    let Parsed { envelopes, malformed, traces } = parse(delivery, api.trusts_traces)?;

    // Each envelope that has a trace gets a span in it. The handler call is the span of the first, or of the request.
    let mut traces = traces.into_iter();
    let parent = traces.next().map(|first| first.parent).or(sender.trace);
    let others: Vec<_> = traces.map(|other| span(&other)).collect();
    let sender = (*sender.device).clone();
    let about = about(&envelopes);
    let command = |_| ReceiveEnvelopes { sender, envelopes, at: now() };
    let call = handled_about(&api.peer.receive_envelopes, &about, command);
    let outcome = match parent {
        Some(parent) => call.with_context(adopt(&parent)).await,
        None => call.await,
    };
    drop(others);

    Ok(refuse(outcome, malformed).map(|()| StatusCode::NO_CONTENT)?)
}

/// What the span of a delivery shows of it.
fn about(envelopes: &[Envelope]) -> Vec<(&'static str, String)> {
    let bytes: usize = envelopes.iter().map(|one| one.sealed.as_bytes().len()).sum();
    let mut about = vec![("envelopes", envelopes.len().to_string()), ("bytes", bytes.to_string())];
    about.extend(envelopes.first().map(|first| ("envelope", first.id.to_string())));
    about
}

struct Parsed {
    envelopes: Vec<Envelope>,
    malformed: Vec<(EnvelopeId, Cause)>,
    traces: Vec<Traced>,
}

/// An envelope with an id is kept or refused by itself; without one there is no telling which was meant.
fn parse(delivery: wire::Delivery, trusts_traces: bool) -> Result<Parsed, Refusal> {
    let envelopes = Vec::with_capacity(delivery.envelopes.len());
    let mut parsed = Parsed { envelopes, malformed: Vec::new(), traces: Vec::new() };
    for sent in delivery.envelopes {
        let id = EnvelopeId::try_from(sent.id.as_slice());
        let id = id.map_err(|_| BAD_REQUEST.because("an envelope id has 16 bytes"))?;
        let bytes = sent.sealed.len();
        let (Ok(recipient), Ok(sealed)) = (sent.recipient.parse(), sent.sealed.try_into()) else {
            parsed.malformed.push((id, Cause::MALFORMED));
            continue;
        };
        parsed.envelopes.push(Envelope { id, recipient, sealed });
        let trace = sent.trace.filter(|_| trusts_traces).and_then(|trace| trace.parse().ok());
        parsed.traces.extend(trace.map(|parent| Traced { envelope: id, bytes, parent }));
    }
    Ok(parsed)
}

fn refuse(
    outcome: Result<(), ReceiveEnvelopesError>,
    mut malformed: Vec<(EnvelopeId, Cause)>,
) -> Result<(), ReceiveEnvelopesError> {
    match outcome {
        Err(ReceiveEnvelopesError::Refused(refused)) => malformed.extend(refused),
        Err(unavailable @ ReceiveEnvelopesError::Unavailable(_)) => return Err(unavailable),
        Ok(()) => {}
    }
    if malformed.is_empty() { Ok(()) } else { Err(ReceiveEnvelopesError::Refused(malformed)) }
}

/// CBOR (RFC 8949), a map: 0 → array of at most 200 envelopes. Each is a map: 0 → id, 16 bytes; 1 → recipient, text
/// `<device>.<username>.peers.<domain>`; 2 → content, at most 98,304 bytes; 3 → W3C traceparent, text, optional.
#[derive(ToSchema)]
#[schema(as = Delivery, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what `Cbor` reads")]
struct DeliveryBytes(Vec<u8>);
