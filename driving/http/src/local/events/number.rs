use causerie_usecases::ports::EventNumber;
use thiserror::Error;

/// An event's number as text, `<run>-<number>`: what a stream has as `id`.
pub(super) fn text(number: EventNumber) -> String {
    format!("{}-{}", number.run, number.number)
}

/// The number that [`text`] wrote, and nothing else.
pub(super) fn parse(raw: &str) -> Result<EventNumber, InvalidEventNumber> {
    let (run, number) = raw.split_once('-').ok_or(InvalidEventNumber)?;
    let parsed = |part: &str| part.parse().map_err(|_| InvalidEventNumber);
    let number = EventNumber { run: parsed(run)?, number: parsed(number)? };
    if text(number) == raw { Ok(number) } else { Err(InvalidEventNumber) }
}

/// The text is no event's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an event's number is <run>-<number>")]
pub(super) struct InvalidEventNumber;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, 0, "0-0")]
    #[case(1_700_000_000_000, 7, "1700000000000-7")]
    #[case(u64::MAX, u64::MAX, "18446744073709551615-18446744073709551615")]
    fn a_number_comes_back_from_its_text(
        #[case] run: u64,
        #[case] number: u64,
        #[case] written: &str,
    ) {
        let number = EventNumber { run, number };

        assert_eq!(text(number), written);
        assert_eq!(parse(written), Ok(number));
    }

    #[rstest]
    fn what_was_never_written_is_refused(
        #[values(
            "",
            "-",
            "7",
            "7-",
            "-7",
            "+1-2",
            "1-+2",
            "01-2",
            "1-02",
            "1-2-3",
            "1- 2",
            "a-b",
            "1-18446744073709551616"
        )]
        raw: &str,
    ) {
        assert_eq!(parse(raw), Err(InvalidEventNumber));
    }
}
