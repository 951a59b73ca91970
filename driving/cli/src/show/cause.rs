use causerie_chat::Cause;

use super::Printable;

/// A cause with its sentence, as in `UNREACHABLE (nothing answered at the recipient's address)`; one of a later version
/// stands alone.
pub(super) fn cause(code: &str) -> String {
    let known = code.parse::<Cause>().ok().and_then(|cause| sentence(&cause));
    match known {
        Some(sentence) => format!("{code} ({sentence})"),
        None => Printable(code).to_string(),
    }
}

const SENTENCES: [(Cause, &str); 9] = [
    (Cause::NO_ADDRESS, "the recipient is away"),
    (Cause::UNREACHABLE, "nothing answered at the recipient's address"),
    (Cause::PEER_UNAVAILABLE, "the recipient's device answered, but cannot keep messages now"),
    (Cause::DIRECTORY_UNREACHABLE, "the directory, which knows the address, did not answer"),
    (Cause::WRONG_RECIPIENT, "another device answered at the recipient's address"),
    (Cause::SENDER_MISMATCH, "the recipient's device takes this device for somebody else"),
    (Cause::MALFORMED, "the recipient's device could not read it"),
    (Cause::ID_IN_USE, "the recipient's device has another message with that id"),
    (Cause::STORAGE, "this machine failed to keep or read it; the peer's log says how"),
];

fn sentence(cause: &Cause) -> Option<&'static str> {
    SENTENCES.iter().find(|(known, _)| known == cause).map(|(_, sentence)| *sentence)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn every_cause_has_a_sentence(
        #[values(
            "NO_ADDRESS",
            "UNREACHABLE",
            "PEER_UNAVAILABLE",
            "DIRECTORY_UNREACHABLE",
            "WRONG_RECIPIENT",
            "SENDER_MISMATCH",
            "MALFORMED",
            "ID_IN_USE",
            "STORAGE"
        )]
        code: &str,
    ) {
        assert!(cause(code).starts_with(&format!("{code} (")));
    }

    #[test]
    fn t63_a_cause_of_a_later_version_stands_alone_and_harmless() {
        assert_eq!(cause("SOLAR_FLARE"), "SOLAR_FLARE");
        assert_eq!(cause("\x1b[2J"), "␛[2J");
    }
}
