use clap::ValueEnum;

/// How a log is written to standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// One line for each event.
    #[default]
    Text,
    /// One JSON object a line for each event.
    Json,
}
