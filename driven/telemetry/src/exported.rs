use std::{env, sync::mpsc, thread, time::Duration};

use opentelemetry::{KeyValue, global};
use opentelemetry_otlp::{MetricExporter, SpanExporter};
use opentelemetry_sdk::{
    Resource,
    metrics::SdkMeterProvider,
    trace::{IdGenerator, RandomIdGenerator, SdkTracerProvider},
};

use crate::TelemetryError;

/// How long the last of it may take to leave.
const PATIENCE: Duration = Duration::from_secs(1);

/// What leaves this process.
#[derive(Default)]
pub(crate) struct Exported {
    pub(crate) spans: Option<SdkTracerProvider>,
    pub(crate) metrics: Option<SdkMeterProvider>,
}

/// Whether a receiver is configured.
pub(crate) fn has_receiver() -> bool {
    env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some_and(|endpoint| !endpoint.is_empty())
}

/// Whether metrics are wanted there.
pub(crate) fn wants_metrics() -> Result<bool, TelemetryError> {
    match env::var("OTEL_METRICS_EXPORTER").unwrap_or_default().as_str() {
        "otlp" | "" => Ok(true),
        "none" => Ok(false),
        _ => Err(TelemetryError::Metrics),
    }
}

/// Sends spans by the name `service`.
pub(crate) fn spans(service: &str) -> Result<SdkTracerProvider, TelemetryError> {
    let exporter =
        SpanExporter::builder().with_tonic().build().map_err(TelemetryError::Exporter)?;
    let resource = Resource::builder().with_service_name(named(service)).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

/// Sends metrics by the name `service`, and has all that is measured from now on come here.
///
/// Several processes may go by one name, so each run has a number drawn at random (`service.instance.id`), which says nothing else.
pub(crate) fn metrics(service: &str) -> Result<SdkMeterProvider, TelemetryError> {
    let exporter =
        MetricExporter::builder().with_tonic().build().map_err(TelemetryError::Exporter)?;
    let run = RandomIdGenerator::default().new_trace_id().to_string();
    let resource = Resource::builder()
        .with_service_name(named(service))
        .with_attribute(KeyValue::new("service.instance.id", run))
        .build();
    let provider = SdkMeterProvider::builder()
        .with_periodic_exporter(exporter)
        .with_resource(resource)
        .build();
    global::set_meter_provider(provider.clone());
    Ok(provider)
}

fn named(service: &str) -> String {
    let name = env::var("OTEL_SERVICE_NAME").unwrap_or_default();
    if name.is_empty() { service.to_owned() } else { name }
}

impl Exported {
    /// Sends what is still here, and waits no longer than [`PATIENCE`] for each of the two.
    pub(crate) fn end(self) {
        let Self { spans, metrics } = self;
        if let Some(spans) = spans
            && let Err(failed) = spans.shutdown_with_timeout(PATIENCE)
        {
            tracing::warn!("the last spans were not sent: {failed}");
        }
        let Some(metrics) = metrics else { return };
        // It waits for as long as its exporter does; a thread of its own is left behind when the process ends.
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(metrics.shutdown()));
        match told.recv_timeout(PATIENCE) {
            Ok(Ok(())) => {}
            Ok(Err(failed)) => tracing::warn!("the last metrics were not sent: {failed}"),
            Err(_) => tracing::warn!("the last metrics were not sent in time"),
        }
    }
}
