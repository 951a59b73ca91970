/// Wakes whoever empties the outbox.
pub trait Doorbell: Send + Sync {
    /// Something was queued. Ringing twice is ringing once; it never blocks.
    fn ring(&self);
}
