use std::fmt;

use causerie_chat::Timestamp;
use time::OffsetDateTime;

/// Milliseconds since 1970 as `2026-11-21 04:45:08Z`; a time that no calendar has as `(no date)`.
pub(crate) struct Moment(pub(crate) u64);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0 / 1_000).ok();
        match seconds.map(OffsetDateTime::from_unix_timestamp) {
            Some(Ok(at)) => {
                let (hour, minute, second) = at.to_hms();
                write!(f, "{} {hour:02}:{minute:02}:{second:02}Z", at.date())
            }
            _ => f.write_str("(no date)"),
        }
    }
}

/// How long `millis` milliseconds are, to a person.
pub(super) fn span(millis: u64) -> String {
    match millis {
        0..1_000 => format!("{millis}ms"),
        1_000..10_000 if millis % 1_000 >= 100 => {
            format!("{}.{}s", millis / 1_000, millis % 1_000 / 100)
        }
        _ => longer(millis / 1_000),
    }
}

/// The two largest units of so many seconds, of which the smaller is left out if there is none of it: `90s` is `1m 30s`.
fn longer(seconds: u64) -> String {
    let units = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];
    let first = units.iter().position(|(_, length)| seconds >= *length).unwrap_or(3);
    let (name, length) = units[first];
    let (whole, rest) = (seconds / length, seconds % length);
    match units.get(first + 1) {
        Some((smaller, length)) if rest >= *length => {
            format!("{whole}{name} {}{smaller}", rest / length)
        }
        _ => format!("{whole}{name}"),
    }
}

/// When `at` is, as seen from `now`: `now`, or `in 4s`.
pub(super) fn until(at: u64, now: Timestamp) -> String {
    match at.saturating_sub(now.millis()).div_ceil(1_000) {
        0 => "now".to_owned(),
        seconds => format!("in {}", span(seconds * 1_000)),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "1970-01-01 00:00:00Z")]
    #[case(1_795_236_308_999, "2026-11-21 04:45:08Z")]
    #[case(u64::MAX, "(no date)")]
    fn a_moment_reads_as_a_date(#[case] millis: u64, #[case] shown: &str) {
        assert_eq!(Moment(millis).to_string(), shown);
    }

    #[rstest]
    #[case(12, "12ms")]
    #[case(1_234, "1.2s")]
    #[case(3_000, "3s")]
    #[case(61_000, "1m 1s")]
    #[case(300_999, "5m")]
    #[case(3_600_000, "1h")]
    #[case(5_430_000, "1h 30m")]
    #[case(10_800_000, "3h")]
    #[case(604_800_000, "7d")]
    #[case(u64::MAX, "213503982334d 14h")]
    fn a_span_is_as_exact_as_its_length_calls_for(#[case] millis: u64, #[case] shown: &str) {
        assert_eq!(span(millis), shown);
    }

    #[test]
    fn what_is_due_is_due_now() {
        let now = Timestamp::from_millis(10_000);

        assert_eq!(until(9_000, now), "now");
        assert_eq!(until(13_100, now), "in 4s");
        assert_eq!(until(310_000, now), "in 5m");
        assert_eq!(until(u64::MAX, now), "in 213503982334d 14h");
    }
}
