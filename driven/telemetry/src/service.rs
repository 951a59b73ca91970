use std::path::PathBuf;

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
    /// Where the log goes while this process is in the background of the terminal that it would be written to; there all the same if nothing.
    /// The file is its owner's alone, and is begun anew at 1 MiB.
    pub aside: Option<PathBuf>,
}
