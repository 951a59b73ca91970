use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Path, Timestamp};
use thiserror::Error;

use super::{Opening, Unavailable};

/// Where received messages are kept.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Takes the envelopes of one device in their order, durably once it returns: has each opened, and keeps in one step the message,
    /// the sessions, who was met and what was spent. An envelope that was taken before changes nothing. A message its author
    /// sent before changes nothing either; of a person who was met the device is added to those known, and one who
    /// is known by another account key is kept as offered ([`super::KnownIdentity`]). Who was not known has asked to be accepted then, unless
    /// it is this person.
    ///
    /// A message that comes after an envelope ([`super::Opened::after`]) which was neither taken nor refused for good is refused with
    /// [`Cause::EARLIER_MISSING`], as if it had not come: nothing else changes.
    ///
    /// What changes a message that is here is refused where it does not hold ([`causerie_chat::Message::changes`]); what changes one that is
    /// not here is kept, and shows once it holds: the [`super::Entry::view`] of all is the same in whatever order they come. A deletion
    /// wipes the words of the message and of its edits in the same step. A message that has expired is taken, but not kept; what is
    /// fleeting ([`causerie_chat::Body::is_fleeting`]) is not even noted as taken.
    ///
    /// Of those refused, `<dyn Unopened>::MOST` are kept for inspection, the latest ones; of those that wait for an earlier one the
    /// first only.
    ///
    /// What a [`causerie_chat::Receipt`] says is done in the same step and only to what was sent to its author: messages move forward, and what the
    /// device could not take is settled as [`super::Outbox::settle`] does, and tried again after a wait; it is no part of the
    /// conversation.
    ///
    /// A message of this person to somebody else, which another of its devices sent, is kept as queued: that device delivers it. What its
    /// recipient said of it before, or says from now on, moves it forward. Its recipient is a contact from then on, or once they are met,
    /// unless they are blocked.
    ///
    /// A message of somebody else is told to have come to each other known device of its author, so that all of them show it.
    ///
    /// A receipt may be here before what it is about, which another device sends. Where this person has several, the latest
    /// `<dyn Inbox>::EARLY` things that each person said of messages that are not here are kept for when they come.
    ///
    /// By [`Path::Mailbox`], nobody hears the answer; so there is a receipt to be sent (see [`super::Receipts`]) for each
    /// message that is here now and each envelope that was refused. The same envelope again has it sent again. Where one cannot be opened, the device may
    /// have lost the sessions that are here, and could not open the receipt either: what is sealed for it next is sealed in a fresh one then,
    /// unless the current one was begun here and nothing has come in it yet.
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken>;

    /// Envelopes of a person of whom nothing more is taken for now: the first that was not taken before is kept for inspection like those refused,
    /// without its content, for [`Cause::NOT_ACCEPTED`], and is to be sent again once they are accepted (see [`super::Receipts`]). One of each device
    /// is kept, until that is told; the others come again with it, receipts too.
    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable>;

    /// An envelope that `from` had left in this device's mailbox was thrown away unfetched: it is kept for inspection like those
    /// refused, without its content, for [`Cause::EXPIRED`]. One that was taken, since it came another way too, changes nothing.
    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable>;
}

impl dyn Inbox {
    /// How many things said too early are kept, of each person.
    pub const EARLY: usize = 1_024;
}

/// What could not be opened.
#[async_trait]
pub trait Unopened: Send + Sync {
    /// The envelopes that were refused lately, the latest first.
    async fn unopened(&self) -> Result<Vec<UnopenedEnvelope>, Unavailable>;
}

impl dyn Unopened {
    /// How many are kept at most.
    pub const MOST: usize = 256;
}

/// An envelope that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnopenedEnvelope {
    /// Its id.
    pub id: EnvelopeId,
    /// Which device brought it.
    pub from: DeviceAddress,
    /// When it came last.
    pub at: Timestamp,
    /// Why it was refused.
    pub cause: Cause,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Why envelopes were not taken.
#[derive(Debug, Error)]
pub enum NotTaken {
    /// These, each for its reason; all the others were.
    #[error("some envelopes were refused")]
    Refused(Vec<(EnvelopeId, Cause)>),
    /// The store failed; none were taken.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
