use std::time::Duration;

use crate::quota::Quota;

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
    /// How many frames it may say of presence: so many marks stand in one that all it may show and look at takes 86.
    pub presence: Quota,
    /// How long it is told nothing new of others' presence after it was told something, so that much is told at once.
    pub presence_pace: Duration,
    /// How long it counts as there after its line ended without a word.
    pub presence_lasts: Duration,
}

impl Default for PushConfig {
    /// Asked every 15 s and dead after 45 s; 2,000 items or 4 MiB. 200 frames of presence at once and
    /// one a second; told of others' five times a second; there for 60 s.
    fn default() -> Self {
        Self {
            ping: Duration::from_secs(15),
            dead: Duration::from_secs(45),
            items: 2_000,
            bytes: 4 << 20,
            presence: Quota::new(1, 200),
            presence_pace: Duration::from_millis(200),
            presence_lasts: Duration::from_mins(1),
        }
    }
}
