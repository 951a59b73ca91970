use causerie_wire::HistoryProgress;

use super::{Paint, Printable, cause};

/// How far history has come from another device, in a line.
pub(crate) fn history_progress(progress: &HistoryProgress, paint: Paint) -> String {
    let HistoryProgress { from, people, entries, total, done, .. } = progress;
    let (from, people) = (Printable(from), counted(*people, "person", "people"));
    if *done {
        let entries = counted(*entries, "message or change", "messages and changes");
        return format!("{} from {from}: {people}, {entries}\n", paint.good("all of it is here"));
    }
    let (entries, total) =
        (entries.min(total), counted(*total, "message or change", "messages and changes"));
    format!("from {from}: {people}, {} of about {total}\n", paint.bold(entries))
}

/// Why it was not given now, and what to do.
pub(crate) fn history_not_given(code: &str, from: &str) -> (String, String) {
    let from = Printable(from).to_string();
    let by_itself =
        "it goes on by itself where it was, tried again after a minute, and after an hour at most";
    match code {
        "NO_ADDRESS" => (
            format!("{from} is away"),
            format!("start it there: causerie up; {by_itself}; see how far it is: causerie devices fetch-history"),
        ),
        "UNREACHABLE" => (
            format!("nothing answered where {from} should be: it is away, or cannot be reached directly from here"),
            format!("see that it runs (causerie up), and that both are on one network or it lets connections in (causerie up --advertise); {by_itself}"),
        ),
        "PEER_UNAVAILABLE" => (
            format!("{from} answered, but cannot give history now"),
            format!("see that it runs a version of these days and that its disk is not full; {by_itself}"),
        ),
        "NOT_YOUR_DEVICE" => (
            format!("{from} does not know this device as one of yours"),
            format!("if this device was linked just now, wait until {from} has heard of it (causerie devices there); else look at causerie status here"),
        ),
        "DEVICE_REVOKED" => (
            format!("{from} is one of your devices no more"),
            "take another one: causerie devices lists them, then causerie devices fetch-history --from ID".to_owned(),
        ),
        "NO_PRE_KEYS" | "BAD_PRE_KEYS" => (
            format!("no session can be begun with {from}: {}", cause(code)),
            format!("restart it: causerie up; {by_itself}"),
        ),
        _ => (
            format!("{from} does not give history now: {}", cause(code)),
            format!("{by_itself}; see how far it is: causerie devices fetch-history"),
        ),
    }
}

fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress() -> HistoryProgress {
        HistoryProgress {
            from: "d1".to_owned(),
            people: 1,
            entries: 400,
            total: 1_234,
            done: false,
            cause: None,
        }
    }

    #[test]
    fn how_far_it_is_is_a_line() {
        let done = HistoryProgress { entries: 1_234, people: 2, done: true, ..progress() };

        assert_eq!(
            history_progress(&progress(), Paint::NONE),
            "from d1: 1 person, 400 of about 1234 messages and changes\n"
        );
        assert_eq!(
            history_progress(&done, Paint::NONE),
            "all of it is here from d1: 2 people, 1234 messages and changes\n"
        );
    }

    #[test]
    fn each_reason_says_what_to_do_and_none_draws_on_the_screen() {
        for code in causerie_chat::Cause::ALL.iter().map(causerie_chat::Cause::as_str) {
            let (why, next) = history_not_given(code, "d1");

            assert!(why.contains("d1") && next.len() > 20, "{code}");
        }
        let (why, _) = history_not_given("\x1b[2J", "\x1b[2J");
        assert!(!why.contains('\x1b'), "{why}");
    }
}
