use causerie_edge::adopt;
use tracing::{Span, info_span};

use super::deliveries::Traced;

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
