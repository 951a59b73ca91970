use causerie_wire::Identity;

use super::{Paint, Printable};

/// What came of a decision about an identity that stood as in `before`.
pub(crate) fn decided(verdict: &str, before: &Identity, name: &str, paint: Paint) -> String {
    let who = Printable(&before.address);
    let sentence = match (verdict, before.changed_safety_number.is_some()) {
        ("compared", false) => {
            paint.good(format!("{who} is verified: both of you have the same safety number"))
        }
        ("compared", true) => paint.good(format!(
            "{who} is verified by the changed key: both of you have the same safety number; what waited is on its way"
        )),
        ("accepted", true) => paint.waiting(format!(
            "the changed key of {who} is taken, and not verified; what waited is on its way\n  \
             next: compare it when you can: causerie verify {name}"
        )),
        ("rejected", true) => format!(
            "the key of {who} that was known is kept, and the changed one refused; what waited is tried again\n  \
             next: if the changed one is offered again, nothing is sent until you decide again"
        ),
        _ => format!("there was nothing to decide: the key of {who} has not changed"),
    };
    format!("{sentence}\n")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::show::samples::{bob, bob_changed};

    #[rstest]
    #[case("compared", bob(), "bob@localhost is verified:")]
    #[case("compared", bob_changed(), "bob@localhost is verified by the changed key:")]
    #[case(
        "accepted",
        bob_changed(),
        "the changed key of bob@localhost is taken, and not verified"
    )]
    #[case("rejected", bob_changed(), "the key of bob@localhost that was known is kept")]
    #[case("accepted", bob(), "there was nothing to decide")]
    #[case("rejected", bob(), "there was nothing to decide")]
    fn a_decision_is_told_with_what_came_of_it(
        #[case] verdict: &str,
        #[case] before: Identity,
        #[case] told: &str,
    ) {
        let shown = decided(verdict, &before, "bob", Paint::NONE);

        assert!(shown.starts_with(told) && shown.ends_with('\n'), "{shown}");
    }
}
