use async_trait::async_trait;
use causerie_chat::{DeviceAddress, PresenceMark, SealedPresence};

use super::{MailItem, MailNumber, MarkNews, Unavailable};

/// The directory's line to this device, on which it says at once what is new.
#[async_trait]
pub trait MailPush: Send + Sync {
    /// Opens it; what is in the mailbox behind `after` comes first.
    async fn open(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
    ) -> Result<Box<dyn MailLine>, Unavailable>;
}

/// A line that is open.
#[async_trait]
pub trait MailLine: Send {
    /// Waits for what comes next; an error is the end of the line. It may be given up and called again.
    async fn next(&mut self) -> Result<Pushed, Unavailable>;

    /// Says that all up to and including `up_to` is kept here. It may be removed there once it was heard; whether it was shows only
    /// in what the next line begins with.
    async fn acknowledge(&mut self, up_to: MailNumber) -> Result<(), Unavailable>;

    /// Shows who is there, in place of all that this device showed before; nothing: it is not there any more. A directory that takes no
    /// presence is not told.
    async fn show(
        &mut self,
        shown: Option<&[(PresenceMark, SealedPresence)]>,
    ) -> Result<(), Unavailable>;

    /// Looks at these marks and no others from now on; how it stands at each comes next. A directory that takes no presence is not told.
    async fn watch(&mut self, marks: &[PresenceMark]) -> Result<(), Unavailable>;
}

/// What comes on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// Mail, in its order; at least one.
    Mail(Vec<MailItem>),
    /// All that was in the mailbox when the line was opened has come.
    CaughtUp,
    /// Few pre-keys of this device are left.
    PreKeysLow,
    /// The log of a room that this device is or was in grew.
    Rooms,
    /// How it stands at marks that are looked at.
    Presence(Vec<MarkNews>),
}
