use std::{io, ops::Range, time::Duration};

use async_trait::async_trait;

use super::people::Person;

/// How large the content of a message is, in bytes. It begins with the message's number, big-endian.
pub(super) const BODY: usize = 1024;

/// Something that carries messages from one person to another, in a process of its own.
#[async_trait]
pub(super) trait Carrier {
    /// Where the messages of one person for another go in.
    async fn outlet(&self, from: &Person, to: &Person) -> io::Result<Box<dyn Outlet>>;

    /// Where the messages for a person come out that are sent from now on.
    async fn inlet(&self, of: &Person) -> io::Result<Box<dyn Inlet>>;

    /// How often one person may use an outlet within `time`, after a rest.
    fn visits(&self, time: Duration) -> u32;

    /// The process.
    fn process(&self) -> Option<u32>;
}

/// Where messages go in.
#[async_trait]
pub(super) trait Outlet: Send {
    /// Sends the messages with these numbers, at most [`MOST`], in this order; returns once the carrier answers for them, if it does.
    async fn send(&mut self, numbers: Range<u64>) -> io::Result<()>;
}

/// Where messages come out.
#[async_trait]
pub(super) trait Inlet: Send {
    /// Waits for what comes next and puts its numbers behind those that are there.
    async fn next(&mut self, numbers: &mut Vec<u64>) -> io::Result<()>;

    /// Says that all that came is kept.
    async fn keep(&mut self) -> io::Result<()>;
}

/// How many messages go in at once at most: as many as a peer deposits at once.
pub(super) const MOST: usize = causerie_wire::MAX_DELIVERY_BYTES / BODY;

/// The content of the message with that number.
pub(crate) fn content(number: u64) -> Vec<u8> {
    let mut content = vec![b'x'; BODY];
    content[..8].copy_from_slice(&number.to_be_bytes());
    content
}

/// The number of the message with that content.
pub(crate) fn number(content: &[u8]) -> io::Result<u64> {
    let number = content.first_chunk().map(|first| u64::from_be_bytes(*first));
    number.ok_or_else(|| io::Error::other("a message without a number came"))
}
