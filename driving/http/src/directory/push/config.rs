use std::time::Duration;

/// How the line to a device is looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushConfig {
    /// How often it is asked whether it is there (ping).
    pub ping: Duration,
    /// How long it may say nothing, and how long it may take nothing of what is written to it, before it counts as dead.
    pub dead: Duration,
    /// How many items it is sent at most before it says that it keeps some.
    pub items: usize,
    /// About how many bytes of content likewise.
    pub bytes: usize,
}

impl Default for PushConfig {
    /// Asked every 15 s and dead after 45 s; 2,000 items or 4 MiB.
    fn default() -> Self {
        Self {
            ping: Duration::from_secs(15),
            dead: Duration::from_secs(45),
            items: 2_000,
            bytes: 4 << 20,
        }
    }
}
