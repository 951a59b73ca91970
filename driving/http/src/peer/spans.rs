use causerie_chat::{EnvelopeId, TraceContext};
use causerie_edge::adopt;
use tracing::{Span, info_span};

/// An envelope and the trace it belongs to.
pub(super) struct Traced {
    pub(super) envelope: EnvelopeId,
    pub(super) bytes: usize,
    pub(super) parent: TraceContext,
}

/// The span of one envelope of many, in the envelope's own trace; it lasts until it is dropped.
pub(super) fn span(of: &Traced) -> Span {
    let _parent = adopt(&of.parent).attach();
    info_span!(
        "command",
        otel.name = "ReceiveEnvelopes",
        otel.kind = "server",
        envelope = %of.envelope,
        bytes = of.bytes,
    )
}
