//! Who takes part.

/// The people, whose peers are machines 0 to 3.
pub(crate) const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "dave"];
/// The machine of the directory.
pub(crate) const DIRECTORY: usize = PEOPLE.len();
/// All machines.
pub(crate) const ALL: std::ops::Range<usize> = 0..DIRECTORY + 1;
/// Whom the directory knows: people at this domain.
pub(crate) const DOMAIN: &str = "faults.test";

/// What a machine is called.
pub(crate) fn name(who: usize) -> &'static str {
    PEOPLE.get(who).unwrap_or(&"directory")
}

/// Every author with every reader.
pub(crate) fn pairs() -> impl Iterator<Item = (usize, usize)> {
    let all = (0..PEOPLE.len()).flat_map(|from| (0..PEOPLE.len()).map(move |to| (from, to)));
    all.filter(|(from, to)| from != to)
}
