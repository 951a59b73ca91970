use std::env;

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, Layer, fmt, registry::LookupSpan};

use crate::{TelemetryError, aside::Aside};

/// How a log is written to standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// One line for each event, for people.
    #[default]
    Text,
    /// One JSON object a line for each event, for programs: `timestamp` (RFC 3339), `level`, `target`, `fields` with the `message`, and
    /// the `span` it happened in.
    Json,
}

impl LogFormat {
    /// Writes what `CAUSERIE_LOG` lets through.
    pub(crate) fn layer<S>(
        self,
        to: Aside,
    ) -> Result<Box<dyn Layer<S> + Send + Sync>, TelemetryError>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let wanted = env::var("CAUSERIE_LOG").unwrap_or_default();
        let wanted = if wanted.is_empty() { "warn".to_owned() } else { wanted };
        let filter = EnvFilter::try_new(wanted).map_err(|_| TelemetryError::Filter)?;
        let lines = fmt::layer().with_writer(to).with_ansi(false);
        Ok(match self {
            Self::Text => lines.with_filter(filter).boxed(),
            Self::Json => lines.json().with_span_list(false).with_filter(filter).boxed(),
        })
    }
}
