use crate::LogFormat;

/// What reports: a process.
#[derive(Clone, Debug)]
pub struct Service {
    /// What spans go by, unless `OTEL_SERVICE_NAME` says otherwise.
    pub name: String,
    /// What metrics go by, unless `OTEL_SERVICE_NAME` says otherwise: the kind of process, and not whose it is. Nothing for one that is
    /// over too soon to be measured.
    pub measured_as: Option<&'static str>,
    /// How its log is written.
    pub log: LogFormat,
}
