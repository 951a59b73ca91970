use std::{env, io::stderr};

use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use thiserror::Error;
use tracing_subscriber::{
    EnvFilter, Layer, Registry, filter::filter_fn, fmt, layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::mode::{InvalidTraceMode, TraceMode};

/// Logs and traces of this process, for as long as it lives.
pub struct Telemetry {
    mode: TraceMode,
    provider: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Starts both as the environment says, once in a process, inside a Tokio runtime. Spans go by the name `service`
    /// unless `OTEL_SERVICE_NAME` says otherwise.
    pub fn start(service: &str) -> Result<Self, TelemetryError> {
        let mode: TraceMode = env::var("CAUSERIE_TRACE").unwrap_or_default().parse()?;
        let endpoint = env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").filter(|e| !e.is_empty());
        let provider = match endpoint {
            Some(_) if mode != TraceMode::Off => Some(provider(service)?),
            _ => None,
        };
        if provider.is_some() && mode == TraceMode::Full {
            // The W3C trace context alone: no baggage travels.
            global::set_text_map_propagator(TraceContextPropagator::new());
        }

        let filter = env::var("CAUSERIE_LOG").unwrap_or_default();
        let filter = if filter.is_empty() { "warn".to_owned() } else { filter };
        let filter = EnvFilter::try_new(filter).map_err(|_| TelemetryError::Filter)?;
        let logs = fmt::layer().with_writer(stderr).with_ansi(false).with_filter(filter);
        let spans = provider.as_ref().map(|provider| {
            tracing_opentelemetry::layer()
                .with_tracer(provider.tracer("causerie"))
                .with_location(false)
                .with_threads(false)
                .with_tracked_inactivity(false)
                .with_filter(filter_fn(|of| of.is_span() && of.target().starts_with("causerie")))
        });
        let started = Registry::default().with(spans).with(logs).try_init();
        started.map_err(|_| TelemetryError::Twice)?;
        Ok(Self { mode, provider })
    }

    /// Whether trace contexts of others are believed.
    #[must_use]
    pub fn trusts_traces(&self) -> bool {
        self.provider.is_some() && self.mode == TraceMode::Full
    }

    /// Sends what is still here; takes a second at most if nobody receives it.
    pub async fn stop(self) {
        let Some(provider) = self.provider else { return };
        let stop = tokio::task::spawn_blocking(move || {
            provider.shutdown_with_timeout(std::time::Duration::from_secs(1))
        });
        match stop.await {
            Ok(Ok(())) => {}
            Ok(Err(failed)) => tracing::warn!("the last spans were not sent: {failed}"),
            Err(_) => tracing::warn!("the last spans were not sent"),
        }
    }
}

fn provider(service: &str) -> Result<SdkTracerProvider, TelemetryError> {
    let exporter =
        SpanExporter::builder().with_tonic().build().map_err(TelemetryError::Exporter)?;
    let name = env::var("OTEL_SERVICE_NAME").unwrap_or_default();
    let name = if name.is_empty() { service.to_owned() } else { name };
    let resource = Resource::builder().with_service_name(name).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

/// Why logs and traces could not start.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The mode is none.
    #[error(transparent)]
    Mode(#[from] InvalidTraceMode),
    /// The log filter is none.
    #[error("CAUSERIE_LOG is not a filter such as info or causerie_worker=debug,warn")]
    Filter,
    /// The exporter could not be made.
    #[error(
        "OTEL_EXPORTER_OTLP_ENDPOINT cannot be used; it is a URL such as http://localhost:4317"
    )]
    Exporter(#[source] opentelemetry_otlp::ExporterBuildError),
    /// Something in this process has started them already.
    #[error("logs and traces were started twice")]
    Twice,
}
