use std::collections::HashMap;

use causerie_chat::TraceContext;
use opentelemetry::{Context, global, propagation::Injector, trace::TraceContextExt};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tracing::{Span, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The headers that tell the other end which span this request belongs to: whatever the propagator that the binary
/// chose writes, which is nothing where traces are not shared.
pub(crate) fn headers(span: &Span) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in inject(&span.context()) {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers
}

/// The same as a W3C traceparent alone.
pub(crate) fn traceparent(span: &Span) -> Option<String> {
    inject(&span.context()).remove("traceparent")
}

/// A span of that name in the trace of `parent`; none if that is the trace of `request` itself, or if traces are not
/// shared.
pub(crate) fn own_span(name: &str, parent: &TraceContext, request: &Span) -> Option<Span> {
    let carrier = HashMap::from([("traceparent".to_owned(), parent.to_string())]);
    let parent = global::get_text_map_propagator(|propagator| propagator.extract(&carrier));
    let here = request.context().span().span_context().trace_id();
    let there = parent.span().span_context().clone();
    if !there.is_valid() || there.trace_id() == here {
        return None;
    }
    let span = info_span!(parent: None, "call", otel.name = name, otel.kind = "client");
    span.set_parent(parent).ok().map(|()| span)
}

fn inject(context: &Context) -> HashMap<String, String> {
    let mut carrier = Carrier(HashMap::new());
    global::get_text_map_propagator(|propagator| propagator.inject_context(context, &mut carrier));
    carrier.0
}

struct Carrier(HashMap<String, String>);

impl Injector for Carrier {
    fn set(&mut self, key: &str, value: String) {
        if !value.is_empty() {
            self.0.insert(key.to_owned(), value);
        }
    }
}
