use std::time::Duration;

/// What those who connect may use. Requests and connections beyond it are dropped; the others go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many connections there are at most.
    pub connections: usize,
    /// How many of them each IPv4 address, or IPv6 network of 64 bits, has at most.
    pub connections_per_address: usize,
    /// How long a TLS handshake takes at most.
    pub handshake: Duration,
    /// How long a connection may go without its first request, and how long the head of a request over HTTP/1.1 takes
    /// at most, counted from the end of the one before.
    pub head: Duration,
    /// How long a request takes at most, from its head to its answer, its body included.
    pub request: Duration,
    /// How long a connection over HTTP/2 may go without a request.
    pub idle: Duration,
    /// How old a connection grows: who stays connects again, and shows a credential that is still valid.
    pub age: Duration,
    /// How long requests under way have to finish when the server stops.
    pub grace: Duration,
}

impl Limits {
    /// The longest path and query, in bytes.
    pub const URI_BYTES: usize = 2_048;
    /// The largest head of a request, in bytes.
    pub const HEAD_BYTES: u32 = 16 * 1024;
    /// How many requests an HTTP/2 connection has under way at most.
    pub const STREAMS: u32 = 128;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            connections_per_address: 64,
            handshake: Duration::from_secs(5),
            head: Duration::from_secs(10),
            request: Duration::from_secs(10),
            idle: Duration::from_mins(1),
            age: Duration::from_hours(1),
            grace: Duration::from_secs(5),
        }
    }
}
