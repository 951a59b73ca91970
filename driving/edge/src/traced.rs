use std::fmt::Display;

use causerie_chat::{EnvelopeId, TraceContext};
use causerie_usecases::{CommandHandler, ports::Outgoing};
use opentelemetry::trace::FutureExt;
use tracing::{Span, info_span};

use crate::{adopt, handled::short_name, handled_about};

/// An envelope and the trace it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The envelope.
    pub envelope: EnvelopeId,
    bytes: usize,
    parent: TraceContext,
}

impl Traced {
    /// Of an envelope; nothing if it has no trace.
    #[must_use]
    pub fn of(Outgoing { envelope, trace }: &Outgoing) -> Option<Self> {
        let (id, bytes) = (envelope.id, envelope.sealed.as_bytes().len());
        trace.clone().map(|parent| Self { envelope: id, bytes, parent })
    }

    /// The span, named after a command, of one envelope of many, in the envelope's own trace; it lasts until it is dropped.
    fn span(&self, command: &'static str) -> Span {
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

/// Has `handler` carry out a command about many envelopes, as [`handled_about`] does. Each that has a trace gets a span in it: the handler call
/// is the span of the first, or of `otherwise`.
pub async fn handled_in<C, H>(
    handler: &H,
    command: C,
    about: &[(&'static str, String)],
    traces: Vec<Traced>,
    otherwise: Option<TraceContext>,
) -> Result<(), H::Error>
where
    H: CommandHandler<C>,
    H::Error: Display,
{
    let mut traces = traces.into_iter();
    let parent = traces.next().map(|first| first.parent).or(otherwise);
    let others: Vec<_> = traces.map(|other| other.span(short_name::<C>())).collect();
    let call = handled_about(handler, about, |_| command);
    let outcome = match parent {
        Some(parent) => call.with_context(adopt(&parent)).await,
        None => call.await,
    };
    drop(others);
    outcome
}
