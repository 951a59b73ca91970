use std::{error::Error, time::Duration};

/// What a step of a measurement comes to.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// A library of sessions, with two devices that have published what is needed to write to them.
pub(crate) trait Library {
    /// A new session, with `text` as its first message.
    fn meet(&mut self, text: &[u8]) -> Outcome<Met>;

    /// How many of 1,000 skipped messages can still be opened.
    fn keeps(&self) -> usize;
}

/// Both ends of a new session.
pub(crate) struct Met {
    /// Who began it.
    pub(crate) near: Box<dyn End>,
    /// Who was written to.
    pub(crate) far: Box<dyn End>,
    /// From the published bytes to those of the first message.
    pub(crate) beginning: Duration,
    /// From those bytes to the text.
    pub(crate) accepting: Duration,
    /// How many bytes the first message has.
    pub(crate) first: usize,
}

/// One end of a session.
pub(crate) trait End {
    /// The bytes of the next message.
    fn seal(&mut self, text: &[u8]) -> Outcome<Sealed>;

    /// The text of a message.
    fn open(&mut self, sealed: &Sealed) -> Outcome<Vec<u8>>;

    /// Lends `keep` the session as bytes, in the clear.
    fn save(&self, keep: &mut dyn FnMut(&[u8])) -> Outcome<()>;

    /// The session in bytes that this library saved.
    fn load(&self, saved: &[u8]) -> Outcome<Box<dyn End>>;
}

/// A message on its way.
pub(crate) struct Sealed {
    /// What vodozemac's users send beside the bytes; not counted as overhead.
    pub(crate) kind: usize,
    /// All the rest.
    pub(crate) bytes: Vec<u8>,
}
