use std::{fmt, str::FromStr};

use thiserror::Error;

/// A W3C `traceparent` of version 00: `00-<32 hex>-<16 hex>-<2 hex>`, in lower case, neither id all zeros
/// (W3C Trace Context §3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext(String);

impl TraceContext {
    /// The header's value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TraceContext {
    type Err = InvalidTraceContext;

    fn from_str(raw: &str) -> Result<Self, InvalidTraceContext> {
        let hex = |part: &str, length| {
            part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        let some = |part: &str| part.bytes().any(|b| b != b'0');
        // The length comes first: what is longer is not even split.
        let parts = if raw.len() == 55 { raw.split('-').collect() } else { Vec::new() };
        match parts[..] {
            ["00", trace, span, flags]
                if hex(trace, 32)
                    && some(trace)
                    && hex(span, 16)
                    && some(span)
                    && hex(flags, 2) =>
            {
                Ok(Self(raw.to_owned()))
            }
            _ => Err(InvalidTraceContext),
        }
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a [`TraceContext`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a W3C traceparent of version 00")]
pub struct InvalidTraceContext;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_traceparent_is_itself() {
        let raw = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        assert_eq!(raw.parse::<TraceContext>().unwrap().to_string(), raw);
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values(
            "",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011"
        )]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<TraceContext>(), Err(InvalidTraceContext));
    }
}
