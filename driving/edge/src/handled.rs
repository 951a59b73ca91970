use std::fmt::Display;

use causerie_chat::TraceContext;
use causerie_usecases::{CommandHandler, QueryHandler};
use tracing::{Instrument, Span, field::Empty, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{current, latency::Latency};

/// Has `handler` carry out `command` inside a span named after the command, and measures how long that takes.
pub async fn handled<C, H>(handler: &H, command: C) -> Result<(), H::Error>
where
    H: CommandHandler<C>,
    H::Error: Display,
{
    handled_about(handler, &[], |_| command).await
}

/// The same for a command that is about something in particular: ids, counts and sizes (never names or words), which
/// the span shows. The command may carry the trace of that span on, to what it causes later.
pub async fn handled_about<C, H>(
    handler: &H,
    about: &[(&'static str, String)],
    command: impl FnOnce(Option<TraceContext>) -> C,
) -> Result<(), H::Error>
where
    H: CommandHandler<C>,
    H::Error: Display,
{
    let span = command_span::<C>();
    for (what, value) in about {
        span.set_attribute(*what, value.clone());
    }
    let command = command(current(&span.context()));
    let latency = Latency::of(short_name::<C>());
    let outcome = handler.handle(command).instrument(span.clone()).await;
    latency.end(&outcome);
    note(&span, &outcome);
    outcome
}

/// Has `handler` answer `query` inside a span named after the query, and measures how long that takes.
pub async fn answered<Q, H>(handler: &H, query: Q) -> Result<H::Answer, H::Error>
where
    H: QueryHandler<Q>,
    H::Error: Display,
{
    let span =
        info_span!("query", otel.name = short_name::<Q>(), otel.kind = "server", error = Empty);
    let latency = Latency::of(short_name::<Q>());
    let outcome = handler.handle(query).instrument(span.clone()).await;
    latency.end(&outcome);
    note(&span, &outcome);
    outcome
}

fn command_span<C>() -> Span {
    info_span!("command", otel.name = short_name::<C>(), otel.kind = "server", error = Empty)
}

/// Use-case errors hold neither secrets nor what users wrote, so a span may show them.
fn note<T>(span: &Span, outcome: &Result<T, impl Display>) {
    if let Err(refused) = outcome {
        span.record("error", refused.to_string());
    }
}

pub(crate) fn short_name<T>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.rsplit("::").next().unwrap_or(name)
}
