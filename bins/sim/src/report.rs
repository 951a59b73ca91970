use std::fmt;

use crate::Counts;

/// What came of one world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it grew from.
    pub seed: u64,
    /// How much of everything there was.
    pub counts: Counts,
    /// SHA-256 over all that happened, in its order, in hexadecimal digits.
    pub hash: String,
    /// How long after the last fault everything was where it belongs, in milliseconds; nothing if it never was.
    pub settled_after: Option<u64>,
    /// The most attempts that one peer made to deliver to another in any hour.
    pub most_attempts: usize,
    /// What was not as it must be; nothing if all was well.
    pub failures: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        for (name, count) in self.counts.named() {
            writeln!(f, "  {name:<14} {count}")?;
        }
        writeln!(f, "  most attempts to one device in an hour {}", self.most_attempts)?;
        if let Some(millis) = self.settled_after {
            writeln!(
                f,
                "  settled {}.{:03} s after the last fault",
                millis / 1_000,
                millis % 1_000
            )?;
        }
        for failure in &self.failures {
            writeln!(f, "  FAILED {failure}")?;
        }
        write!(f, "  hash {}", self.hash)
    }
}
