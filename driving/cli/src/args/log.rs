use clap::{Args, ValueEnum};

/// How a log is written to standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// One line for each event.
    #[default]
    Text,
    /// One JSON object a line for each event.
    Json,
}

/// How both binaries are told that.
#[derive(Clone, Copy, Debug, Args)]
pub struct Logging {
    /// How the log is written to stderr; what is logged is for `CAUSERIE_LOG` to say, as in info
    #[arg(
        long,
        global = true,
        value_name = "text|json",
        env = "CAUSERIE_LOG_FORMAT",
        default_value = "text",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub log: Log,
}
