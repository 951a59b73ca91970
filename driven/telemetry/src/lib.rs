//! Logs to standard error, and spans to an OTLP receiver such as Jaeger where one is configured.
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `CAUSERIE_LOG` | what is logged, as in `info` or `causerie_worker=debug,warn` | `warn` |
//! | `OTEL_EXPORTER_OTLP_ENDPOINT` | where spans go, by gRPC, as in `http://localhost:4317` | nowhere |
//! | `OTEL_SERVICE_NAME` | the name they go by | given by the binary |
//! | `CAUSERIE_TRACE` | `off`: no spans leave; `hop`: each peer and each directory traces by itself; `full`: all hops join in one trace, and the others' contexts are believed | `hop` |

mod mode;
mod telemetry;

pub use mode::{InvalidTraceMode, TraceMode};
pub use telemetry::{Telemetry, TelemetryError};
