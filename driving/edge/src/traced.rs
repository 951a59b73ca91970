use causerie_chat::{EnvelopeId, TraceContext};
use tracing::{Span, info_span};

use crate::adopt;

/// An envelope and the trace it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The envelope.
    pub envelope: EnvelopeId,
    /// How many bytes are in it.
    pub bytes: usize,
    /// What caused it.
    pub parent: TraceContext,
}

impl Traced {
    /// The span, named after a command, of one envelope of many, in the envelope's own trace; it lasts until it is dropped.
    #[must_use]
    pub fn span(&self, command: &'static str) -> Span {
        let _parent = adopt(&self.parent).attach();
        info_span!(
            "command",
            otel.name = command,
            otel.kind = "server",
            envelope = %self.envelope,
            bytes = self.bytes,
        )
    }
}
