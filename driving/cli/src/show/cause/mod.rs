//! Causes in sentences, and what can be done about them.

mod incoming;
mod outgoing;

use causerie_chat::Cause;

use super::Printable;

/// What a cause means, and what the user could do about it. `NAME` stands for the other person.
struct Explained {
    cause: Cause,
    sentence: &'static str,
    /// Begins with `nothing` where it passes by itself, or nothing helps.
    advice: &'static str,
}

/// Why something sent has not arrived, with a sentence, as in `UNREACHABLE (nothing answered at the recipient's
/// address)`; a cause of a later version stands alone.
pub(crate) fn cause(code: &str) -> String {
    explained(code, sentence(outgoing::ALL, code).map(str::to_owned))
}

/// Why something that came from `name` was refused here, likewise.
pub(super) fn refused(code: &str, name: &str) -> String {
    explained(code, sentence(incoming::ALL, code).map(|sentence| sentence.replace("NAME", name)))
}

/// What the user could do about something sent to `name` that has not arrived, if this version knows the cause.
pub(super) fn advice(code: &str, name: &str) -> Option<String> {
    find(outgoing::ALL, code).map(|known| known.advice.replace("NAME", name))
}

/// What the user could do about something that came from `name` and was refused here, likewise.
pub(super) fn advice_about_refused(code: &str, name: &str) -> Option<String> {
    find(incoming::ALL, code).map(|known| known.advice.replace("NAME", name))
}

fn sentence(of: &'static [Explained], code: &str) -> Option<&'static str> {
    find(of, code).map(|known| known.sentence)
}

fn find(of: &'static [Explained], code: &str) -> Option<&'static Explained> {
    of.iter().find(|known| known.cause.as_str() == code)
}

fn explained(code: &str, sentence: Option<String>) -> String {
    match sentence {
        Some(sentence) => format!("{code} ({sentence})"),
        None => Printable(code).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn every_cause_has_a_sentence_and_advice_for_what_was_sent() {
        for code in Cause::ALL.iter().map(Cause::as_str) {
            assert!(cause(code).starts_with(&format!("{code} (")), "{code}");
            assert!(advice(code, "bob").is_some_and(|advice| advice.len() > 10), "{code}");
        }
        assert_eq!(outgoing::ALL.len(), Cause::ALL.len());
    }

    #[rstest]
    fn every_cause_of_a_refusal_here_has_a_sentence_and_advice(
        #[values(
            "WRONG_RECIPIENT",
            "SENDER_MISMATCH",
            "MALFORMED",
            "ID_IN_USE",
            "CANNOT_OPEN",
            "EARLIER_MISSING",
            "DEVICE_REVOKED",
            "IDENTITY_CHANGED",
            "NOT_ACCEPTED",
            "EXPIRED",
            "NOT_CHANGEABLE",
            "TOO_LATE",
            "NOT_YOUR_DEVICE",
            "WRONG_WAY",
            "MUTED",
            "LEFT_ROOM"
        )]
        code: &str,
    ) {
        assert!(refused(code, "bob").starts_with(&format!("{code} (")));
        assert!(advice_about_refused(code, "bob").is_some_and(|advice| advice.len() > 10));
        assert_eq!(incoming::ALL.len(), 16);
    }

    #[test]
    fn a_changed_identity_is_told_with_the_command_that_decides() {
        assert!(cause("IDENTITY_CHANGED").contains("causerie verify NAME"));
        assert!(refused("IDENTITY_CHANGED", "bob").ends_with("causerie verify bob)"));
        assert!(advice("IDENTITY_CHANGED", "bob").unwrap().contains("causerie verify bob"));
    }

    #[test]
    fn t63_a_cause_of_a_later_version_stands_alone_and_harmless() {
        assert_eq!(cause("SOLAR_FLARE"), "SOLAR_FLARE");
        assert_eq!(cause("\x1b[2J"), "␛[2J");
        assert_eq!(refused("\x1b[2J", "bob"), "␛[2J");
        assert_eq!(advice("SOLAR_FLARE", "bob"), None);
        assert_eq!(advice_about_refused("SOLAR_FLARE", "bob"), None);
    }
}
