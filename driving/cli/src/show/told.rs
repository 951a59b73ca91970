use causerie_chat::Timestamp;
use causerie_wire::{MessageReport, Reached, Retry};

use super::{
    Paint, Printable,
    cause::cause,
    moment::{span, until},
};

/// How far a message came, in a sentence.
pub(crate) fn told(report: &MessageReport, now: Timestamp, paint: Paint) -> String {
    let MessageReport { message, retry, reached } = report;
    let to = Printable(&message.to);
    let took = span(message.changed_at.saturating_sub(message.sent_at));
    let sentence = match message.state.as_str() {
        "delivered" => match message.path.as_deref() {
            Some("direct") => paint.good(format!("delivered to {to} in {took}, directly")),
            Some(path) => {
                paint.good(format!("delivered to {to} in {took}, by {}", Printable(path)))
            }
            None => paint.good(format!("delivered to {to} in {took}")),
        },
        "read" => paint.good(format!("read by {to}")),
        "stored" | "queued" if !reached.is_empty() => paint.waiting(format!(
            "{} in {to} so far; the peer goes on delivering it\n  next: causerie why {}",
            how_many(reached),
            Printable(&message.id)
        )),
        "stored" => paint.good(format!(
            "it waits in the mailbox of {to}, for them to be back, or to accept you if you are new to them\n  next: causerie why {}",
            Printable(&message.id)
        )),
        "queued" => paint.waiting(format!("queued for {to}: {}", why(retry.as_ref(), now))),
        "failed" => {
            let because = message.cause.as_deref().map_or("no cause is known".to_owned(), cause);
            paint.bad(format!("not delivered to {to}, and not tried again: {because}"))
        }
        later => format!("{} ({to})", Printable(later)),
    };
    format!("{sentence}\n")
}

/// How many people in a room have it.
fn how_many(reached: &[Reached]) -> String {
    let have = reached.iter().filter(|it| matches!(&*it.state, "delivered" | "read")).count();
    format!("{have} of {} have it", reached.len())
}

/// Why something waits, and what the peer does about it.
pub(super) fn why(retry: Option<&Retry>, now: Timestamp) -> String {
    match retry {
        Some(retry) => {
            format!("{}; the peer tries again {}", cause(&retry.cause), until(retry.next, now))
        }
        None => "on its way; the peer goes on delivering it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::show::samples::{by_mailbox, failed, hello, queued, read, stored};

    fn unreachable() -> Retry {
        Retry { failures: 2, last: 9_000, next: 14_000, cause: "UNREACHABLE".to_owned() }
    }

    #[rstest]
    #[case(
        MessageReport { message: hello(), retry: None, reached: Vec::new() },
        "delivered to bob@localhost in 12ms, directly\n"
    )]
    #[case(
        MessageReport { message: queued(), retry: Some(unreachable()), reached: Vec::new() },
        "queued for bob@localhost: UNREACHABLE (nothing answered at the recipient's address); the peer tries again in 4s\n"
    )]
    #[case(
        MessageReport { message: stored(), retry: None, reached: Vec::new() },
        "it waits in the mailbox of bob@localhost, for them to be back, or to accept you if you are new to them\n  \
         next: causerie why 0191d5f2-7c4a-7abc-8def-0123456789ab\n"
    )]
    #[case(
        MessageReport { message: by_mailbox(), retry: None, reached: Vec::new() },
        "delivered to bob@localhost in 12ms, by mailbox\n"
    )]
    #[case(MessageReport { message: read(), retry: None, reached: Vec::new() }, "read by bob@localhost\n")]
    #[case(
        MessageReport { message: queued(), retry: None, reached: Vec::new() },
        "queued for bob@localhost: on its way; the peer goes on delivering it\n"
    )]
    #[case(
        MessageReport { message: failed("SENDER_MISMATCH"), retry: None, reached: Vec::new() },
        "not delivered to bob@localhost, and not tried again: SENDER_MISMATCH (the recipient's device takes this device for somebody else)\n"
    )]
    fn a_message_tells_how_far_it_came(#[case] report: MessageReport, #[case] sentence: &str) {
        assert_eq!(told(&report, Timestamp::from_millis(10_000), Paint::NONE), sentence);
    }

    #[test]
    fn in_a_room_it_says_how_many_have_it() {
        let reached = |state: &str| Reached { state: state.to_owned(), ..Reached::default() };
        let reached = ["queued", "read", "stored", "delivered"].map(reached).to_vec();
        let message = causerie_wire::Message { to: "#book-club".to_owned(), ..stored() };
        let report = MessageReport { message, retry: None, reached };

        let sentence = told(&report, Timestamp::from_millis(0), Paint::NONE);

        assert!(sentence.starts_with("2 of 4 have it in #book-club so far; "), "{sentence}");
    }

    #[test]
    fn t63_a_state_of_a_later_version_is_shown_and_harmless() {
        let mut message = hello();
        message.state = "pondered\x1b[2J".to_owned();
        let report = MessageReport { message, retry: None, reached: Vec::new() };

        let sentence = told(&report, Timestamp::from_millis(0), Paint::NONE);

        assert_eq!(sentence, "pondered␛[2J (bob@localhost)\n");
    }
}
