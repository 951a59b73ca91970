//! Logs to standard error, and spans and metrics to an OTLP receiver where one is configured.
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `CAUSERIE_LOG` | what is logged, as in `info` or `causerie_worker=debug,warn` | `warn` |
//! | `OTEL_EXPORTER_OTLP_ENDPOINT` | where spans and metrics go, by gRPC, as in `http://localhost:4317` | nowhere |
//! | `OTEL_SERVICE_NAME` | the name they go by | given by the binary |
//! | `CAUSERIE_TRACE` | `off`: no spans leave; `hop`: each peer and each directory traces by itself; `full`: all hops join in one trace, and the others' contexts are believed | `hop` |
//! | `OTEL_METRICS_EXPORTER` | `otlp`: metrics leave; `none`: none do, for receivers of traces alone | `otlp` |
//! | `OTEL_METRIC_EXPORT_INTERVAL` | how often, in milliseconds | `60000` |
//!
//! Metrics are counted here too, where they are counted at a port: [`MeasuredDeliveries`], [`MeasuredDeposits`], [`MeasuredInbox`] and
//! [`MeasuredMailboxes`] stand before the adapters of these ports. None says who, to whom or with whom.

mod aside;
mod exported;
mod log;
mod measured;
mod mode;
mod service;
mod telemetry;

pub use log::LogFormat;
pub use measured::{MeasuredDeliveries, MeasuredDeposits, MeasuredInbox, MeasuredMailboxes};
pub use mode::{InvalidTraceMode, TraceMode};
pub use service::Service;
pub use telemetry::{Telemetry, TelemetryError};
