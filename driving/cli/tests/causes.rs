//! The table of causes in the documentation has every cause, and nothing else.

use causerie_chat::Cause;

const TABLE: &str = include_str!("../../../docs/causes.md");

/// The cells of each row.
fn rows() -> Vec<Vec<&'static str>> {
    let lines = TABLE.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect();
    lines.skip(2).map(cells).collect()
}

#[test]
fn each_cause_has_a_row_and_each_row_a_cause() {
    let told: Vec<_> = rows().iter().map(|cells| cells[0].trim_matches('`')).collect();

    let known: Vec<_> = Cause::ALL.iter().map(Cause::as_str).collect();
    assert_eq!(told, known);
}

#[test]
fn each_row_says_what_it_means_who_sees_it_what_happens_and_what_one_can_do() {
    for cells in rows() {
        assert_eq!(cells.len(), 5, "{cells:?}");
        assert!(cells.iter().all(|cell| cell.len() > 3), "{cells:?}");
        let is_known = ["outgoing", "a file that is fetched", "a file that is uploaded"]
            .iter()
            .any(|who| cells[2].starts_with(who));
        assert!(is_known, "{cells:?}");
    }
}
