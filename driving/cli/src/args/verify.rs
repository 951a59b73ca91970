use causerie_chat::{InvalidSafetyNumber, SafetyNumber};
use causerie_wire::Verdict;
use clap::{Args, builder::FalseyValueParser};

use super::Name;

/// `causerie verify`.
#[derive(Clone, Debug, Args)]
pub struct Verify {
    /// Whom: bob, or bob@chat.example.org
    pub name: Name,
    /// The 60 digits that they read to you, in quotes or not: if they match, this person is verified
    #[arg(
        long,
        value_name = "DIGITS",
        num_args = 1..,
        env = "CAUSERIE_VERIFY_CONFIRM",
        conflicts_with_all = ["accept", "reject"],
        value_parser = digits
    )]
    pub confirm: Vec<String>,
    /// Take their changed key without comparing
    #[arg(
        long,
        env = "CAUSERIE_VERIFY_ACCEPT",
        conflicts_with = "reject",
        value_parser = FalseyValueParser::new()
    )]
    pub accept: bool,
    /// Keep the key that was known before, and refuse the changed one
    #[arg(long, env = "CAUSERIE_VERIFY_REJECT", value_parser = FalseyValueParser::new())]
    pub reject: bool,
    /// Whether to show a QR code.
    #[command(flatten)]
    pub code: Code,
}

/// Whether to show a QR code too.
#[derive(Clone, Copy, Debug, Args)]
pub struct Code {
    /// Show the QR code also where standard output is no terminal
    #[arg(long, env = "CAUSERIE_QR", value_parser = FalseyValueParser::new())]
    pub qr: bool,
    /// Show no QR code, unless --qr is given too
    #[arg(long, env = "CAUSERIE_NO_QR", value_parser = FalseyValueParser::new())]
    pub no_qr: bool,
}

impl Code {
    /// Whether it is shown on a terminal, or elsewhere.
    #[must_use]
    pub fn is_shown(self, on_terminal: bool) -> bool {
        self.qr || (on_terminal && !self.no_qr)
    }
}

impl Verify {
    /// What was decided, if anything; an error if the digits, taken together, are no safety number.
    pub fn verdict(&self) -> Result<Option<Verdict>, InvalidSafetyNumber> {
        let without = |verdict: &str| Verdict { verdict: verdict.to_owned(), safety_number: None };
        match self {
            Self { accept: true, .. } => Ok(Some(without("accepted"))),
            Self { reject: true, .. } => Ok(Some(without("rejected"))),
            Self { confirm, .. } if confirm.is_empty() => Ok(None),
            Self { confirm, .. } => {
                let number: SafetyNumber = confirm.concat().parse()?;
                let safety_number = Some(number.to_string());
                Ok(Some(Verdict { safety_number, ..without("compared") }))
            }
        }
    }
}

/// A piece of a safety number.
fn digits(raw: &str) -> Result<String, InvalidSafetyNumber> {
    let piece = raw.chars().all(|c| c.is_ascii_digit() || c.is_ascii_whitespace());
    if piece { Ok(raw.to_owned()) } else { Err(InvalidSafetyNumber) }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use rstest::rstest;

    use super::*;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        verify: Verify,
    }

    fn typed(words: &[&str]) -> Verify {
        Typed::try_parse_from(["verify", "bob"].iter().chain(words)).unwrap().verify
    }

    #[test]
    fn a_number_may_be_typed_as_it_is_shown_or_in_one_piece() {
        let shown =
            ["01234 56789 01234 56789", "01234 56789 01234 56789", "01234 56789 01234 56789"];
        let groups: Vec<_> = shown.iter().flat_map(|line| line.split(' ')).collect();
        let (spaces, lines, piece) = (shown.join(" "), shown.join("\n"), groups.concat());

        for given in [&groups[..], &[&spaces], &[&lines], &[&piece], &shown] {
            let verdict = typed(&[&["--confirm"], given].concat()).verdict().unwrap().unwrap();

            assert_eq!(verdict.verdict, "compared");
            assert_eq!(verdict.safety_number, Some(spaces.clone()));
        }
    }

    #[rstest]
    #[case(&["--accept"], "accepted")]
    #[case(&["--reject"], "rejected")]
    fn without_comparing_no_number_is_sent(#[case] words: &[&str], #[case] verdict: &str) {
        let safety_number = None;

        let decided = typed(words).verdict();

        assert_eq!(decided, Ok(Some(Verdict { verdict: verdict.to_owned(), safety_number })));
    }

    #[test]
    fn who_only_looks_decides_nothing() {
        assert_eq!(typed(&[]).verdict(), Ok(None));
    }

    #[rstest]
    #[case(&[], true, false)]
    #[case(&["--no-qr"], false, false)]
    #[case(&["--qr"], true, true)]
    #[case(&["--qr", "--no-qr"], true, true)]
    fn a_code_is_for_terminals_unless_told_otherwise(
        #[case] words: &[&str],
        #[case] on_terminal: bool,
        #[case] elsewhere: bool,
    ) {
        let code = typed(words).code;

        assert_eq!((code.is_shown(true), code.is_shown(false)), (on_terminal, elsewhere));
    }

    #[rstest]
    fn a_number_that_is_too_short_or_too_long_is_none(#[values("1", " ", "")] piece: &str) {
        let long = "1".repeat(60);

        assert_eq!(typed(&["--confirm", piece]).verdict(), Err(InvalidSafetyNumber));
        let with_more = typed(&["--confirm", &long, "1", piece]).verdict();
        assert_eq!(with_more, Err(InvalidSafetyNumber));
    }
}
