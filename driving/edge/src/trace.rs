use causerie_chat::TraceContext;
use opentelemetry::{
    Context, SpanId, TraceFlags, TraceId,
    trace::{SpanContext, TraceContextExt, TraceState},
};

/// The OpenTelemetry context in which `from` is the parent: attach it to a future, and its spans join that trace.
///
/// Nothing but the parent's ids and the sampled flag is taken over; there is no baggage (T60).
#[must_use]
pub fn adopt(from: &TraceContext) -> Context {
    let mut parts = from.as_str().split('-').skip(1);
    let mut part = || parts.next().unwrap_or_default();
    let trace = TraceId::from_hex(part()).unwrap_or(TraceId::INVALID);
    let span = SpanId::from_hex(part()).unwrap_or(SpanId::INVALID);
    let flags = TraceFlags::new(u8::from_str_radix(part(), 16).unwrap_or_default() & 1);
    let remote = SpanContext::new(trace, span, flags, true, TraceState::NONE);
    Context::new().with_remote_span_context(remote)
}

/// The context that `context`'s span gives to what it causes; nothing where nothing is traced.
#[must_use]
pub fn current(context: &Context) -> Option<TraceContext> {
    let span = context.span().span_context().clone();
    let flags = span.trace_flags().to_u8();
    let text = format!("00-{}-{}-{flags:02x}", span.trace_id(), span.span_id());
    if span.is_valid() { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_adopted_is_current() {
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse().unwrap();

        assert_eq!(current(&adopt(&parent)), Some(parent));
        assert_eq!(current(&Context::new()), None);
    }
}
