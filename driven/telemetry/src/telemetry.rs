use std::{
    env,
    path::{Path, PathBuf},
};

use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use thiserror::Error;
use tracing_subscriber::{
    Layer, Registry, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::{
    Service,
    aside::Aside,
    exported::{self, Exported},
    mode::{InvalidTraceMode, TraceMode},
};

/// Logs, traces and metrics of this process, for as long as it lives.
pub struct Telemetry {
    mode: TraceMode,
    exported: Exported,
    aside: Aside,
}

impl Telemetry {
    /// Starts them as the environment says, once in a process, inside a Tokio runtime. What is measured before is lost.
    pub fn start(service: &Service) -> Result<Self, TelemetryError> {
        let mode: TraceMode = env::var("CAUSERIE_TRACE").unwrap_or_default().parse()?;
        let mut exported = Exported::default();
        let metrics = service.measured_as.filter(|_| exported::has_receiver());
        if exported::has_receiver() && mode != TraceMode::Off {
            exported.spans = Some(exported::spans(&service.name)?);
        }
        if exported::wants_metrics()?
            && let Some(name) = metrics
        {
            exported.metrics = Some(exported::metrics(name)?);
        }
        if exported.spans.is_some() && mode == TraceMode::Full {
            // The W3C trace context alone: no baggage travels.
            global::set_text_map_propagator(TraceContextPropagator::new());
        }

        let spans = exported.spans.as_ref().map(|provider| {
            tracing_opentelemetry::layer()
                .with_tracer(provider.tracer("causerie"))
                .with_location(false)
                .with_threads(false)
                .with_tracked_inactivity(false)
                .with_filter(filter_fn(|of| of.is_span() && of.target().starts_with("causerie")))
        });
        let aside = Aside(service.aside.clone());
        let started =
            Registry::default().with(spans).with(service.log.layer(aside.clone())?).try_init();
        started.map_err(|_| TelemetryError::Twice)?;
        Ok(Self { mode, exported, aside })
    }

    /// The file that the log goes to at the moment, if it is not standard error ([`Service::aside`]).
    #[must_use]
    pub fn aside(&self) -> Option<&Path> {
        self.aside.now().map(PathBuf::as_path)
    }

    /// Whether trace contexts of others are believed.
    #[must_use]
    pub fn trusts_traces(&self) -> bool {
        self.exported.spans.is_some() && self.mode == TraceMode::Full
    }

    /// Whether metrics leave this process; where none do, what costs something to find out need not be.
    #[must_use]
    pub fn measures(&self) -> bool {
        self.exported.metrics.is_some()
    }

    /// Sends what is still here; takes two seconds at most if nobody receives it.
    pub async fn stop(self) {
        let ended = tokio::task::spawn_blocking(move || self.exported.end()).await;
        if ended.is_err() {
            tracing::warn!("the last spans and metrics were not sent");
        }
    }
}

/// Why logs, traces and metrics could not start.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The mode is none.
    #[error(transparent)]
    Mode(#[from] InvalidTraceMode),
    /// The log filter is none.
    #[error("CAUSERIE_LOG is not a filter such as info or causerie_worker=debug,warn")]
    Filter,
    /// What is to become of metrics is not known here.
    #[error("OTEL_METRICS_EXPORTER is one of otlp and none")]
    Metrics,
    /// The exporter could not be made.
    #[error(
        "OTEL_EXPORTER_OTLP_ENDPOINT cannot be used; it is a URL such as http://localhost:4317"
    )]
    Exporter(#[source] opentelemetry_otlp::ExporterBuildError),
    /// Something in this process has started them already.
    #[error("logs and traces were started twice")]
    Twice,
}
