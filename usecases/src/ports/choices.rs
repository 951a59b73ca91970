use async_trait::async_trait;
use causerie_chat::{Choice, Conversation, DeviceAddress, Timestamp};

use super::Unavailable;

/// Keeps what this person decides about others and about rooms. It is read through [`super::Identities`] (how they stand), [`super::DueReceipts`] (whether
/// they are told) and [`super::TimerBook`].
#[async_trait]
pub trait Choices: Send + Sync {
    /// Has all of `choices` hold about a person or a room, and has this person's `others` be told. It was decided at `at`, or right after what was decided
    /// before if that is later: a clock that was set back undoes nothing.
    ///
    /// Of somebody who is not known it holds once they are. About a room and about this person nothing can be decided but a timer ([`Choice::is_about`]). Who is not told any more
    /// what was delivered and read is not told either what was to be; what could not be opened is told always, since it has to be sent again.
    async fn choose(
        &self,
        about: &Conversation,
        choices: &[Choice],
        others: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable>;

    /// Has another device of this person be told all that was decided so far, as one that is new has to be.
    async fn tell_all(&self, other: &DeviceAddress) -> Result<(), Unavailable>;
}
