use causerie_chat::Cause;

use super::Printable;

/// Why something sent has not arrived, with a sentence, as in `UNREACHABLE (nothing answered at the recipient's
/// address)`; a cause of a later version stands alone.
pub(super) fn cause(code: &str) -> String {
    explained(code, sentence(&OUTGOING, code).map(str::to_owned))
}

/// Why something that came from `name` was refused here, likewise.
pub(super) fn refused(code: &str, name: &str) -> String {
    explained(code, sentence(&INCOMING, code).map(|sentence| sentence.replace("NAME", name)))
}

const OUTGOING: [(Cause, &str); 14] = [
    (Cause::NO_ADDRESS, "the recipient is away"),
    (Cause::UNREACHABLE, "nothing answered at the recipient's address"),
    (Cause::PEER_UNAVAILABLE, "the recipient's device answered, but cannot keep messages now"),
    (
        Cause::DIRECTORY_UNREACHABLE,
        "the directory, which knows the address and the keys, did not answer",
    ),
    (
        Cause::NO_PRE_KEYS,
        "the recipient's device has no keys at the directory yet; it puts them there when it runs",
    ),
    (
        Cause::BAD_PRE_KEYS,
        "the keys at the directory are not the recipient's, and none of them is used; if it stays so, tell whoever runs \
         the directory",
    ),
    (
        Cause::QUOTA_EXCEEDED,
        "the directory hands out no more of the recipient's keys for now; it does again later",
    ),
    (
        Cause::CANNOT_OPEN,
        "the recipient's device could not open it; it is sealed anew in a fresh session",
    ),
    (
        Cause::IDENTITY_CHANGED,
        "an account key is not the one known; decide whether it is theirs: causerie verify NAME; if nothing changed here, \
         they have to decide about yours",
    ),
    (Cause::WRONG_RECIPIENT, "another device answered at the recipient's address"),
    (Cause::SENDER_MISMATCH, "the recipient's device takes this device for somebody else"),
    (Cause::MALFORMED, "the recipient's device could not read it"),
    (Cause::ID_IN_USE, "the recipient's device has another message with that id"),
    (Cause::STORAGE, "this machine failed to keep or read it; the peer's log says how"),
];

const INCOMING: [(Cause, &str); 7] = [
    (
        Cause::CANNOT_OPEN,
        "no session here opens it; the sender's device seals it anew in a fresh one, and sends it again by itself",
    ),
    (
        Cause::IDENTITY_CHANGED,
        "the sender's account key is not the one known; decide whether it is theirs: causerie verify NAME",
    ),
    (Cause::SENDER_MISMATCH, "whoever brought it is not who wrote it, or not who they say"),
    (Cause::WRONG_RECIPIENT, "it is for somebody else"),
    (Cause::MALFORMED, "what was sealed in it is no message of a version this one reads"),
    (Cause::ID_IN_USE, "another message with that id is here already"),
    (Cause::STORAGE, "this machine failed to keep it; the peer's log says how"),
];

fn sentence(of: &[(Cause, &'static str)], code: &str) -> Option<&'static str> {
    of.iter().find(|(known, _)| known.as_str() == code).map(|(_, sentence)| *sentence)
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
            "NO_PRE_KEYS",
            "BAD_PRE_KEYS",
            "QUOTA_EXCEEDED",
            "CANNOT_OPEN",
            "IDENTITY_CHANGED",
            "STORAGE"
        )]
        code: &str,
    ) {
        assert!(cause(code).starts_with(&format!("{code} (")));
    }

    #[rstest]
    fn every_cause_of_a_refusal_here_has_a_sentence(
        #[values(
            "WRONG_RECIPIENT",
            "SENDER_MISMATCH",
            "MALFORMED",
            "ID_IN_USE",
            "CANNOT_OPEN",
            "IDENTITY_CHANGED",
            "STORAGE"
        )]
        code: &str,
    ) {
        assert!(refused(code, "bob").starts_with(&format!("{code} (")));
    }

    #[test]
    fn a_changed_identity_is_told_with_the_command_that_decides() {
        assert!(cause("IDENTITY_CHANGED").contains("causerie verify NAME"));
        assert!(refused("IDENTITY_CHANGED", "bob").ends_with("causerie verify bob)"));
    }

    #[test]
    fn t63_a_cause_of_a_later_version_stands_alone_and_harmless() {
        assert_eq!(cause("SOLAR_FLARE"), "SOLAR_FLARE");
        assert_eq!(cause("\x1b[2J"), "␛[2J");
        assert_eq!(refused("\x1b[2J", "bob"), "␛[2J");
    }
}
