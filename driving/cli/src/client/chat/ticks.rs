//! How far a message of one's own came, in a glance.

use causerie_wire::Message;

use crate::show::{Paint, Printable, cause};

/// The mark behind a message of one's own: `·` queued, `✓` in their mailbox, `✓✓` delivered, the same in colour (or
/// `✓✓ read`) once it was read, `!` if it failed, with the cause and the command that says more.
pub(super) fn mark(message: &Message, number: u32, paint: Paint) -> String {
    match message.state.as_str() {
        "queued" => paint.waiting("·"),
        "stored" => paint.dim("✓"),
        "delivered" => paint.dim("✓✓"),
        "read" if paint.has_colours() => paint.good("✓✓"),
        "read" => "✓✓ read".to_owned(),
        "failed" => paint.bad(format!("! {} (/why {number})", because(message))),
        later => paint.dim(Printable(later)),
    }
}

/// The line about a message that failed for good.
pub(super) fn failed(message: &Message, number: u32, name: &str, paint: Paint) -> String {
    let because = because(message);
    paint.bad(format!("! [{number}] did not reach {name}: {because}; more: /why {number}")) + "\n"
}

/// The line about messages that arrived after they had waited, where their marks are out of sight.
pub(super) fn arrived(numbers: &[u32], paint: Paint) -> String {
    let list: Vec<_> = numbers.iter().map(|number| format!("[{number}]")).collect();
    paint.dim(format!("✓✓ {} arrived", list.join(" "))) + "\n"
}

/// Whether a message in that state may still come further.
pub(super) fn is_open(state: &str) -> bool {
    !matches!(state, "read" | "failed")
}

fn because(message: &Message) -> String {
    message.cause.as_deref().map_or_else(|| "no cause is known".to_owned(), cause)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::client::chat::samples::hello;

    #[rstest]
    #[case("queued", "·", "\x1b[33m·\x1b[0m")]
    #[case("stored", "✓", "\x1b[2m✓\x1b[0m")]
    #[case("delivered", "✓✓", "\x1b[2m✓✓\x1b[0m")]
    #[case("read", "✓✓ read", "\x1b[32m✓✓\x1b[0m")]
    #[case("later\x1b[2J", "later␛[2J", "\x1b[2mlater␛[2J\x1b[0m")]
    fn a_state_is_a_tick(#[case] state: &str, #[case] plain: &str, #[case] coloured: &str) {
        let message = Message { state: state.to_owned(), ..hello() };

        assert_eq!(mark(&message, 7, Paint::NONE), plain);
        assert_eq!(mark(&message, 7, Paint::ALL), coloured);
    }

    #[test]
    fn what_failed_says_why_and_where_to_learn_more() {
        let (state, cause) = ("failed".to_owned(), Some("EXPIRED".to_owned()));
        let message = Message { state, cause, ..hello() };

        let mark = mark(&message, 7, Paint::NONE);
        let line = failed(&message, 7, "bob", Paint::NONE);

        assert!(mark.starts_with("! EXPIRED (it lay in") && mark.ends_with("(/why 7)"), "{mark}");
        assert!(line.starts_with("! [7] did not reach bob: EXPIRED ("), "{line}");
    }

    #[test]
    fn what_arrived_out_of_sight_is_one_line() {
        assert_eq!(arrived(&[3, 5], Paint::NONE), "✓✓ [3] [5] arrived\n");
    }
}
