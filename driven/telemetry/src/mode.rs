use std::str::FromStr;

use thiserror::Error;

/// How far a trace reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TraceMode {
    /// No spans leave this process.
    Off,
    /// Spans leave, but nobody else learns their ids and nobody else's are believed.
    #[default]
    Hop,
    /// All hops join in one trace: for people who run all of them.
    Full,
}

impl FromStr for TraceMode {
    type Err = InvalidTraceMode;

    fn from_str(raw: &str) -> Result<Self, InvalidTraceMode> {
        match raw {
            "off" => Ok(Self::Off),
            "hop" | "" => Ok(Self::Hop),
            "full" => Ok(Self::Full),
            _ => Err(InvalidTraceMode),
        }
    }
}

/// The text is not a [`TraceMode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("CAUSERIE_TRACE is one of off, hop and full")]
pub struct InvalidTraceMode;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t60_traces_are_not_shared_unless_asked_for() {
        assert_eq!("".parse(), Ok(TraceMode::Hop));
        assert_eq!(TraceMode::default(), TraceMode::Hop);
        assert_eq!("full".parse(), Ok(TraceMode::Full));
        assert_eq!("FULL".parse::<TraceMode>(), Err(InvalidTraceMode));
    }
}
