use axum::{extract::Request, http::HeaderMap, middleware::Next, response::Response};
use causerie_chat::TraceContext;
use causerie_edge::adopt;
use opentelemetry::trace::FutureExt;

/// Lets a request join the trace it names. Only for callers whose word is taken: it decides what is sampled (T60).
pub(crate) async fn join(request: Request, next: Next) -> Response {
    match parent(request.headers()) {
        Some(parent) => next.run(request).with_context(adopt(&parent)).await,
        None => next.run(request).await,
    }
}

/// The trace a request names: its one `traceparent` (W3C Trace Context §3.2). `tracestate` and `baggage` are not read.
pub(crate) fn parent(headers: &HeaderMap) -> Option<TraceContext> {
    let mut sent = headers.get_all("traceparent").iter();
    let (first, None) = (sent.next()?, sent.next()) else { return None };
    first.to_str().ok()?.parse().ok()
}
