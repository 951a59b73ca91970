use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Timestamp};
use thiserror::Error;

use super::{Outgoing, Unavailable};

/// Where a directory keeps envelopes for devices that are away.
#[async_trait]
pub trait Mailboxes: Send + Sync {
    /// Puts envelopes of one device behind what is in the mailboxes they are for, in their order, durably once it returns. One that
    /// waits there already changes nothing, unless it was sealed anew since: then it is taken out there and put last, so that it is
    /// told of whether the former was or not. What goes beyond `terms` or is for a device that is not on record is refused, and with the
    /// former what is behind it for the same mailbox, so that nothing overtakes it.
    async fn deposit(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Outgoing>,
        terms: &MailTerms,
        at: Timestamp,
    ) -> Result<(), NotDeposited>;

    /// Takes out what was deposited before that time, the oldest first and at most 1,000 envelopes, and tells both ends: in its place
    /// in its mailbox, and behind what is in the depositor's own, there is [`Mail::Expired`] then. What was told that way and not
    /// fetched in as long a time is forgotten.
    async fn expire(&self, deposited_before: Timestamp, at: Timestamp) -> Result<(), Unavailable>;
}

/// What is in a mailbox. At a directory it is its store, at a peer the directory's client.
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// What is behind `after`, in its order: at most `items` and about `bytes` of content, but always one if there is one.
    async fn pending(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<MailItem>, Unavailable>;
}

/// How far the numbers of a mailbox have come.
#[async_trait]
pub trait MailboxEnd: Send + Sync {
    /// The number of the last item there ever was in it; 0 if there was none, or there is no such mailbox.
    async fn last(&self, of: &DeviceAddress) -> Result<MailNumber, Unavailable>;
}

/// How much lies in all mailboxes of a directory.
#[async_trait]
pub trait MailDepth: Send + Sync {
    /// The envelopes that wait, and their content; notices of what expired do not count.
    async fn depth(&self) -> Result<StoredMail, Unavailable>;
}

/// How much mail waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredMail {
    /// Envelopes.
    pub envelopes: u64,
    /// Bytes of content.
    pub bytes: u64,
}

/// What was fetched from a mailbox and is kept elsewhere now. At a directory it is its store, at a peer the directory's client.
#[async_trait]
pub trait Acknowledgements: Send + Sync {
    /// Removes all up to and including `up_to`. The same again, or less, changes nothing.
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged>;
}

/// A place in a mailbox: each item has the number behind the one before it, from 1 on; 0 is the beginning. Numbers are not used twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailNumber(pub u64);

/// Something in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailItem {
    /// Where it lies.
    pub number: MailNumber,
    /// What it is.
    pub mail: Mail,
}

/// What a mailbox holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mail {
    /// An envelope.
    Envelope {
        /// Which device deposited it, as its credential has it.
        from: DeviceAddress,
        /// The envelope.
        sent: Outgoing,
    },
    /// An envelope was thrown away unfetched.
    Expired {
        /// Its id.
        id: EnvelopeId,
        /// Which device had deposited it.
        from: DeviceAddress,
        /// Which device it was for.
        to: DeviceAddress,
    },
}

impl Mail {
    /// How many bytes of content it has; a notice has none.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Envelope { sent, .. } => sent.envelope.sealed.as_bytes().len(),
            Self::Expired { .. } => 0,
        }
    }
}

/// How much a directory keeps for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailTerms {
    /// In each mailbox.
    pub per_mailbox: Room,
    /// Of each depositor, in all mailboxes together.
    pub per_depositor: Room,
    /// For how long, in milliseconds.
    pub retention: u64,
}

/// So much and no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Envelopes.
    pub envelopes: u64,
    /// Bytes of content.
    pub bytes: u64,
}

impl Default for MailTerms {
    /// 20,000 envelopes and 256 MiB in each mailbox, of which a depositor may use all; for 30 days.
    fn default() -> Self {
        let room = Room { envelopes: 20_000, bytes: 256 << 20 };
        Self { per_mailbox: room, per_depositor: room, retention: 30 * 24 * 60 * 60 * 1_000 }
    }
}

/// Why envelopes were not deposited.
#[derive(Debug, Error)]
pub enum NotDeposited {
    /// These, each for its reason ([`Cause::UNKNOWN_DEVICE`], [`Cause::MAILBOX_FULL`] or [`Cause::TOO_MUCH_WAITING`]); all the others
    /// were.
    #[error("some envelopes were refused")]
    Refused(Vec<(EnvelopeId, Cause)>),
    /// The store failed; none were.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why nothing was removed.
#[derive(Debug, Error)]
pub enum NotAcknowledged {
    /// There was never that much in the mailbox.
    #[error("the mailbox never had that number")]
    Ahead,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
