use causerie_wire::SecondFactor;

use super::{Paint, Printable, moment::Moment, qr::qr};

/// What is shown once of a new second factor, and what to do with it. Whoever is asked for the first code need not be told how to give it.
pub(crate) fn second_factor_offered(
    secret: &str,
    url: &str,
    recovery_codes: &[String],
    with_qr: bool,
    is_asked: bool,
    paint: Paint,
) -> String {
    let code = qr(url, paint).filter(|_| with_qr).map(|code| format!("{code}\n"));
    let lines =
        recovery_codes.chunks(2).map(|pair| format!("    {}", paint.bold(pair.join("    "))));
    let codes = lines.collect::<Vec<_>>().join("\n");
    let next = if is_asked {
        String::new()
    } else {
        "\nThen give a first code of the app: causerie 2fa enable --code CODE\n".to_owned()
    };
    format!(
        "Scan this with your authenticator app, or type the secret into it:\n\n\
         {}    {}\n    {url}\n\n\
         Write these recovery codes down, and keep them away from your devices. Each is good once, should you lose the app:\n\n\
         {codes}\n\n\
         None of this is shown again. It counts as soon as you have given a first code of the app.\n{next}",
        code.unwrap_or_default(),
        paint.bold(secret),
    )
}

/// How a second factor stands.
pub(crate) fn second_factor(standing: &SecondFactor, paint: Paint) -> String {
    match (standing.standing.as_str(), standing.since) {
        ("off", _) => {
            "the second factor is off\n  next: turn it on: causerie 2fa enable\n".to_owned()
        }
        ("offered", _) => format!(
            "{}\n  next: causerie 2fa enable --code CODE, or causerie 2fa enable to begin anew\n",
            paint.waiting("the second factor is not on yet: it takes a first code of your app")
        ),
        ("on", Some(since)) => {
            let on = paint.good(format!("the second factor is on since {}", Moment(since)));
            let left = standing.recovery_codes_left.unwrap_or_default();
            let next = match left {
                0..=2 => "\n  next: for new ones, turn it off and on again: causerie 2fa disable\n",
                _ => "\n",
            };
            let s = if left == 1 { " is" } else { "s are" };
            format!("{on}; {left} recovery code{s} left{next}")
        }
        (later, _) => format!("the second factor stands as: {}\n", Printable(later)),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn standing(standing: &str, left: Option<u64>) -> SecondFactor {
        let since = left.map(|_| 86_400_000);
        SecondFactor { standing: standing.to_owned(), since, recovery_codes_left: left }
    }

    #[rstest]
    #[case(
        standing("off", None),
        "the second factor is off\n  next: turn it on: causerie 2fa enable\n"
    )]
    #[case(
        standing("on", Some(9)),
        "the second factor is on since 1970-01-02 00:00:00Z; 9 recovery codes are left\n"
    )]
    #[case(standing("\x1b[2J", None), "the second factor stands as: ␛[2J\n")]
    fn how_it_stands_is_told(#[case] of: SecondFactor, #[case] told: &str) {
        assert_eq!(second_factor(&of, Paint::NONE), told);
    }

    #[test]
    fn who_has_not_confirmed_it_or_has_few_codes_left_learns_what_to_do() {
        let offered = second_factor(&standing("offered", None), Paint::NONE);
        let few = second_factor(&standing("on", Some(1)), Paint::NONE);

        assert!(offered.contains("next: causerie 2fa enable --code CODE"), "{offered}");
        assert!(few.contains("1 recovery code is left\n  next: "), "{few}");
    }

    #[test]
    fn what_is_shown_once_is_all_there_with_and_without_a_qr_code() {
        let codes: Vec<_> = (0..10).map(|n| format!("code-{n}")).collect();
        let url = "otpauth://totp/Causerie:alice@chat.example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Causerie";

        let plain = second_factor_offered("SECRET", url, &codes, false, false, Paint::NONE);
        let with_qr = second_factor_offered("SECRET", url, &codes, true, true, Paint::NONE);

        assert!(plain.contains("causerie 2fa enable --code CODE") && !plain.contains('█'));
        assert!(!with_qr.contains("--code") && with_qr.contains('█'));
        for shown in [plain, with_qr] {
            assert!(shown.contains("    SECRET\n") && shown.contains(url), "{shown}");
            assert!(codes.iter().all(|code| shown.contains(code)), "{shown}");
        }
    }
}
