use async_trait::async_trait;
use causerie_chat::{Address, DeviceAddress, PresenceMark, SealedPresence};

/// Where devices show who is there, and others look for it. What stands on it says nothing to whoever keeps it; it is gone at exit.
pub trait PresenceBoard: Send + Sync {
    /// `by` shows this, and nothing else any more; it is there from now on. A mark that another device shows stays as that one has it.
    /// `visit` numbers the lines of devices, upwards: what an earlier one of the same device says changes nothing. It never blocks.
    fn show(&self, by: &DeviceAddress, visit: u64, shown: &[(PresenceMark, SealedPresence)]);

    /// `by` shows nothing any more, and is gone, unless it has shown something on a later line.
    fn hide(&self, by: &DeviceAddress, visit: u64);
}

/// The other side of a [`PresenceBoard`].
pub trait PresenceWatch: Send + Sync {
    /// From now on these marks are looked at: first what stands at each of them, then what changes.
    fn watch(&self, marks: &[PresenceMark]) -> Box<dyn PresenceNews>;
}

/// What is new at some marks, until it is dropped.
#[async_trait]
pub trait PresenceNews: Send {
    /// Waits until something is, and says how it stands at the moment: at most `most` marks, each once however often it changed. It may be given up and
    /// called again.
    async fn next(&mut self, most: usize) -> Vec<MarkNews>;
}

/// Who is there, as far as it is shown on a [`PresenceBoard`].
pub trait Attendance: Send + Sync {
    /// The people of whom a device shows something, also if it is to nobody; each once, in the order of their names.
    fn present(&self) -> Vec<Address>;
}

/// How it stands at one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkNews {
    /// The mark.
    pub mark: PresenceMark,
    /// What stands there, if anything.
    pub sealed: Option<SealedPresence>,
}
