use std::fmt::Write;

use causerie_chat::SafetyNumber;
use causerie_wire::Identity;

use super::{Paint, Printable, moment::Moment, qr::qr};

/// How sure it is who somebody is, and what to do about it. `name` is what they were called by.
pub(crate) fn identity(identity: &Identity, name: &str, with_qr: bool, paint: Paint) -> String {
    match &identity.changed_safety_number {
        Some(changed) => undecided(identity, changed, name, with_qr, paint),
        None => known(identity, name, with_qr, paint),
    }
}

fn known(identity: &Identity, name: &str, with_qr: bool, paint: Paint) -> String {
    let address = paint.bold(Printable(&identity.address));
    let standing = match identity.verified_at {
        Some(at) => paint.good(format!("verified on {}", Moment(at))),
        None => paint.waiting("not verified"),
    };
    format!(
        "{address}: {standing}\n\n{}\nCompare these digits with theirs over another channel, in person or by telephone, then: \
         causerie verify {name} --confirm \"DIGITS\"\n",
        number(&identity.safety_number, with_qr, paint)
    )
}

fn undecided(
    identity: &Identity,
    changed: &str,
    name: &str,
    with_qr: bool,
    paint: Paint,
) -> String {
    let warning = format!("WARNING: the key of {} has changed.", Printable(&identity.address));
    let mut shown = format!(
        "{}\nEither they registered anew, or somebody stands between you. Nothing is sent to them until you decide.\n\n",
        paint.bad(warning)
    );
    // Writing to a String cannot fail.
    let _ = write!(
        shown,
        "The safety number with the key that was known:\n\n{}\n\
         The safety number with the changed key:\n\n{}\n\
         Ask them for theirs over another channel, in person or by telephone. Then:\n",
        number(&identity.safety_number, false, paint),
        number(changed, with_qr, paint)
    );
    for (choice, what) in [
        ("--confirm \"DIGITS\"", "with the digits they read to you, if it is the changed one"),
        ("--accept", "takes the changed key without comparing"),
        ("--reject", "keeps the known key, and refuses the changed one"),
    ] {
        let _ = writeln!(shown, "  causerie verify {name} {choice:<18}  {what}");
    }
    shown
}

/// Three lines of four groups of five digits, and the QR code of all of them; what is none stands as it came.
fn number(raw: &str, with_qr: bool, paint: Paint) -> String {
    let Ok(number) = raw.parse::<SafetyNumber>() else {
        return format!("    {}\n", Printable(raw));
    };
    let groups = number.to_string();
    let groups: Vec<_> = groups.split(' ').collect();
    let lines = groups.chunks(4).map(|line| format!("    {}\n", paint.bold(line.join(" "))));
    let digits = lines.collect();
    match qr(&number.digits(), paint).filter(|_| with_qr) {
        Some(code) => format!("{digits}\n{code}"),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::samples::{bob, bob_changed};

    #[test]
    fn a_safety_number_is_shown_in_groups_with_what_to_do() {
        let shown = identity(&bob(), "bob", false, Paint::NONE);

        assert_eq!(
            shown,
            "bob@localhost: not verified\n\n    \
             00000 11111 22222 33333\n    44444 55555 66666 77777\n    88888 99999 01234 56789\n\n\
             Compare these digits with theirs over another channel, in person or by telephone, then: \
             causerie verify bob --confirm \"DIGITS\"\n"
        );
    }

    #[test]
    fn who_was_verified_is_shown_with_the_date() {
        let verified = Identity { verified_at: Some(86_400_000), ..bob() };

        let shown = identity(&verified, "bob", false, Paint::NONE);

        assert!(shown.starts_with("bob@localhost: verified on 1970-01-02 00:00:00Z\n"), "{shown}");
    }

    #[test]
    fn a_changed_key_is_a_warning_with_both_numbers_and_all_choices() {
        let shown = identity(&bob_changed(), "bob", true, Paint::NONE);

        assert!(shown.starts_with("WARNING: the key of bob@localhost has changed.\n"), "{shown}");
        let known = shown.find("    00000 11111 22222 33333\n").unwrap();
        let changed = shown.find("    99999 88888 77777 66666\n").unwrap();
        let code = shown.find("█████").unwrap();
        assert!(known < changed && changed < code, "{shown}");
        assert_eq!(shown.matches(&"▀".repeat(33)).count(), 1, "one code: {shown}");
        for choice in ["--confirm \"DIGITS\"  ", "--accept  ", "--reject  "] {
            assert!(shown.contains(&format!("\n  causerie verify bob {choice}")), "{shown}");
        }
    }

    #[test]
    fn t63_a_number_of_a_later_version_is_shown_and_harmless() {
        let later = Identity { safety_number: "7\x1b[2J".to_owned(), ..bob() };

        let shown = identity(&later, "bob", true, Paint::NONE);

        assert!(shown.contains("\n    7␛[2J\n"), "{shown}");
    }
}
