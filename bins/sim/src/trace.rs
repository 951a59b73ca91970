use std::fmt::{Arguments, Write};

use sha2::{Digest, Sha256};

/// All that happened, as a hash; and line by line on the standard output if somebody wants to read it.
pub(crate) struct Trace {
    hash: Sha256,
    line: String,
    is_told: bool,
}

impl Trace {
    pub(crate) fn new(is_told: bool) -> Self {
        Self { hash: Sha256::new(), line: String::new(), is_told }
    }

    pub(crate) fn note(&mut self, at: u64, what: Arguments<'_>) {
        self.line.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.line, "{at} {what}");
        self.hash.update(self.line.as_bytes());
        self.hash.update(b"\n");
        if self.is_told {
            println!("{}", self.line);
        }
    }

    /// In hexadecimal digits.
    pub(crate) fn hash(&self) -> String {
        self.hash.clone().finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
