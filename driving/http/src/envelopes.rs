//! Envelopes that somebody brings, to a peer or to a directory.

use axum::http::StatusCode;
use causerie_chat::{Cause, Envelope, EnvelopeId, Sealed};
use causerie_usecases::ports::Outgoing;
use causerie_wire as wire;
use utoipa::ToSchema;

use crate::refusal::{BAD_REQUEST, Refusal};

/// What was brought, as what it means.
pub(crate) struct Brought {
    /// What is in form.
    pub(crate) sent: Vec<Outgoing>,
    /// What is not.
    pub(crate) malformed: Vec<(EnvelopeId, Cause)>,
}

impl Brought {
    /// An envelope with an id is kept or refused by itself; without one there is no telling which was meant.
    pub(crate) fn read(delivery: wire::Delivery, trusts_traces: bool) -> Result<Self, Refusal> {
        let sent = Vec::with_capacity(delivery.envelopes.len());
        let mut brought = Self { sent, malformed: Vec::new() };
        let mut contents: Vec<Option<Sealed>> = Vec::with_capacity(delivery.envelopes.len());
        for raw in delivery.envelopes {
            let id = EnvelopeId::try_from(raw.id.as_slice());
            let id = id.map_err(|_| BAD_REQUEST.because("an envelope id has 16 bytes"))?;
            let content = match raw.same_as.map(usize::try_from) {
                None => raw.sealed.try_into().ok(),
                // It is before this one: the delivery was read.
                Some(place) => place.ok().and_then(|place| contents.get(place)?.clone()),
            };
            contents.push(content.clone());
            let (Ok(recipient), Some(sealed)) = (raw.recipient.parse(), content) else {
                brought.malformed.push((id, Cause::MALFORMED));
                continue;
            };
            let trace = raw.trace.filter(|_| trusts_traces).and_then(|trace| trace.parse().ok());
            let envelope = Envelope { id, recipient, sealed };
            brought.sent.push(Outgoing { envelope, trace });
        }
        Ok(brought)
    }
}

/// What the span of those who bring envelopes shows of them.
pub(crate) fn about(sent: &[Outgoing]) -> Vec<(&'static str, String)> {
    let bytes: usize = sent.iter().map(|one| one.envelope.sealed.as_bytes().len()).sum();
    let mut about = vec![("envelopes", sent.len().to_string()), ("bytes", bytes.to_string())];
    about.extend(sent.first().map(|first| ("envelope", first.envelope.id.to_string())));
    about
}

/// What is answered once all that is not among these is kept.
pub(crate) fn outcome(
    mut malformed: Vec<(EnvelopeId, Cause)>,
    refused: Vec<(EnvelopeId, Cause)>,
) -> Result<StatusCode, Refusal> {
    malformed.extend(refused);
    if malformed.is_empty() { Ok(StatusCode::NO_CONTENT) } else { Err(malformed.into()) }
}

/// CBOR (RFC 8949), a map: 0 → array of at most 200 envelopes. Each is a map: 0 → id, 16 bytes; 1 → recipient, text
/// `<device>.<username>.peers.<domain>`; 2 → content, at most 98,304 bytes; 3 → W3C traceparent, text, optional;
/// 4 → place of an earlier one, from 0 on, whose content it has too, while its own is empty, optional. At most 180 KiB of content, and 2 MiB if it counts for each that has it.
#[derive(ToSchema)]
#[schema(as = Delivery, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it only documents what `Cbor` reads")]
pub(crate) struct DeliveryBytes(Vec<u8>);
