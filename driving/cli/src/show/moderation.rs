//! What moderators decide, in words.

use causerie_chat::Timestamp;
use causerie_wire::{Decision, Message, OwnMute};

use super::{
    Paint, Printable,
    moment::{Moment, span},
    printable::first_words,
};

/// How many characters of a reason are shown: all there can be.
const REASON: usize = 1_000;

/// What a moderator decided, behind their name: `muted bob for 1h: spam`.
pub(crate) fn decision(told: &Decision, said_at: u64, short: impl Fn(&str) -> String) -> String {
    let Decision { what, who, until, reason } = told;
    let (who, reason) = (Printable(&short(who)).to_string(), first_words(reason, REASON));
    let what = match (what.as_str(), until) {
        ("remove", _) => format!("removed a message of {who}"),
        ("mute", Some(until)) => {
            let span = span(rounded(until.saturating_sub(said_at)));
            format!("muted {who} for {span}, until {}", Moment(*until))
        }
        ("ban", _) => format!("banned {who}"),
        ("lift", _) => format!("lets {who} speak and come in again"),
        (later, _) => format!("{} {who}", Printable(later)),
    };
    format!("{what}: {reason}")
}

/// So many milliseconds up to the next minute, or second: an end that was chosen a moment before it was told is meant to be a whole one.
fn rounded(millis: u64) -> u64 {
    let unit = if millis > 60_000 { 60_000 } else { 1_000 };
    millis.div_ceil(unit).saturating_mul(unit)
}

/// What a message says that a moderator decided, if it says that.
pub(crate) fn decided_in(message: &Message, short: impl Fn(&str) -> String) -> Option<String> {
    message.moderation.as_ref().map(|told| decision(told, message.sent_at, short))
}

/// What one decided just now.
pub(crate) fn decided_in_channel(told: &Decision, now: Timestamp, paint: Paint) -> String {
    let words = decision(told, now.millis(), str::to_owned);
    format!("{}\n", paint.good(format!("you {}", words.replacen("lets ", "let ", 1))))
}

/// What a person whom a moderator muted or banned could do.
pub(crate) fn muted(mute: &OwnMute) -> String {
    let by = Printable(&mute.by).to_string();
    let because = match &mute.reason {
        Some(reason) => format!(": {}", first_words(reason, REASON)),
        None => String::new(),
    };
    match mute.until {
        Some(until) => {
            format!("wait until {}, or ask {by}, who muted you{because}", Moment(until))
        }
        None => format!("ask {by}, who banned you{because}"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn told(what: &str, until: Option<u64>) -> Decision {
        let (what, who) = (what.to_owned(), "bob\x1b".to_owned());
        Decision { what, who, until, reason: "spam\nand \x1b[2J".to_owned() }
    }

    #[rstest]
    #[case("remove", None, "removed a message of bob␛: spam␊and ␛[2J")]
    #[case("mute", Some(3_601_000), "muted bob␛ for 1h, until 1970-01-01 01:00:01Z: spam␊and ␛[2J")]
    #[case("mute", Some(7_200_950), "muted bob␛ for 2h, until 1970-01-01 02:00:00Z: spam␊and ␛[2J")]
    #[case("ban", None, "banned bob␛: spam␊and ␛[2J")]
    #[case("lift", None, "lets bob␛ speak and come in again: spam␊and ␛[2J")]
    #[case("praise\x1b", None, "praise␛ bob␛: spam␊and ␛[2J")]
    fn a_decision_says_what_about_whom_and_why(
        #[case] what: &str,
        #[case] until: Option<u64>,
        #[case] words: &str,
    ) {
        assert_eq!(decision(&told(what, until), 1_000, str::to_owned), words);
    }

    #[test]
    fn who_is_muted_or_banned_is_told_by_whom_and_until_when() {
        let mute = |until, reason: Option<&str>| OwnMute {
            until,
            by: "alice@localhost".to_owned(),
            reason: reason.map(str::to_owned),
            ..OwnMute::default()
        };

        assert_eq!(
            muted(&mute(Some(1_000), Some("spam\x1b"))),
            "wait until 1970-01-01 00:00:01Z, or ask alice@localhost, who muted you: spam␛"
        );
        assert_eq!(muted(&mute(None, None)), "ask alice@localhost, who banned you");
    }
}
