use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Backoff, Cause, DeviceAddress, Envelope, EnvelopeId, Message, Path, Timestamp, TraceContext,
};
use thiserror::Error;

use super::{Sealing, Unavailable};

/// What leaves this device: kept before it goes, and until its fate is known.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Keeps `message` as queued, its `envelopes` to be delivered and the sessions they were sealed in, all or nothing, and durably
    /// once it returns. An envelope for a device there is no usable session with waits unsealed. The same message again changes
    /// nothing. What it changes here, it changes in the same step, as [`super::Inbox::take`] has it.
    ///
    /// An envelope for a device that its person is known here to have taken away is left out: whoever addressed it had not heard yet.
    ///
    /// Some of the envelopes may be for other devices of this person, where the message is for somebody else: they are delivered as all
    /// others are, and say nothing of how far the message has come.
    ///
    /// Whenever an envelope with a message is sealed, it is said to come after the one with a message that is before it in the queue for
    /// the device, whether that lies in the mailbox or not, if there is one. One that was refused `<dyn Outbox>::PATIENCE` times is passed
    /// over: it holds up the others no longer.
    async fn enqueue(
        &self,
        message: &Message,
        envelopes: Vec<Addressed>,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), NotQueued>;

    /// Seals what waits unsealed for `to`, oldest first, at most 200 envelopes, and keeps it with the sessions, all or nothing.
    async fn seal(&self, to: &DeviceAddress, sealing: Arc<dyn Sealing>) -> Result<(), Unavailable>;

    /// Settles the fate of envelopes and moves their messages forward; ids it does not know change nothing. A message is delivered when the
    /// first device of its recipient has it, and has failed when it was refused for good for the last of them and none has it. If any
    /// was delivered or stored, the device's [`Retry`] is forgotten.
    async fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable>;

    /// Keeps what waits for a device from being due before `retry.next`.
    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable>;
}

impl dyn Outbox {
    /// How often an envelope is refused before others are no longer kept behind it: some two minutes.
    pub const PATIENCE: u32 = 8;
}

/// What waits in the [`Outbox`].
#[async_trait]
pub trait Pending: Send + Sync {
    /// The devices something waits for that is in no mailbox yet, at most 1,000: those that are due first, longest waiting first, then the others by
    /// when they are. However many are away, they hide nobody who is not.
    async fn due(&self) -> Result<Vec<Due>, Unavailable>;

    /// The oldest envelopes for `to`, in the order they were queued: at most `envelopes` of them and at most
    /// `bytes` of content, but always one if there is one. Envelopes behind an unsealed one are not among them. Those in a
    /// mailbox are among them only if they are `again`.
    async fn waiting(
        &self,
        to: &DeviceAddress,
        again: bool,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Batch, Unavailable>;

    /// What keeps a device's envelopes waiting, or nothing.
    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable>;

    /// How many envelopes wait in all, and for how many devices; those in mailboxes do not count.
    async fn depth(&self) -> Result<Waiting, Unavailable>;
}

/// An envelope on its way out, and the trace of the request that sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// What to deliver.
    pub envelope: Envelope,
    /// The trace it belongs to, if there is one.
    pub trace: Option<TraceContext>,
}

/// An envelope that may be yet to be sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// Its id.
    pub id: EnvelopeId,
    /// For which device.
    pub recipient: DeviceAddress,
    /// The trace it belongs to, if there is one.
    pub trace: Option<TraceContext>,
}

/// What can go to a device at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// What is ready.
    pub sealed: Vec<Outgoing>,
    /// Whether the next one behind them is unsealed.
    pub unsealed_next: bool,
    /// How many envelopes with messages lie in the device's mailbox, as far as is known here: what is sent directly would overtake
    /// them.
    pub in_mailbox: u64,
    /// How many with receipts lie there. They hold nothing up, since nobody tells when they were fetched; but what is sent directly takes them
    /// along, or the session might move so far on that they cannot be opened any more.
    pub receipts_in_mailbox: u64,
    /// How many of rooms lie there. They hold nothing up either; but nobody may tell when they were fetched, so that the device is asked once it is reached.
    pub rooms_in_mailbox: u64,
}

/// What became of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The recipient's device keeps it.
    Delivered(Path),
    /// It lies in the mailbox of the recipient's device. It is kept here until it is delivered or refused, so that it can go another way
    /// or be sealed again.
    Stored,
    /// It was refused for good.
    Failed(Cause),
    /// The recipient could not open it: it stays, unsealed again with all else that waits for the device, and the sessions with the device
    /// are used no more, so that all of it will be sealed in a fresh one.
    SealAnew,
    /// The recipient waits for one that was sent before it, or has taken its author on meanwhile: all messages that lie in the device's mailbox are
    /// sent again in their order, and this one is sealed anew, behind what is before it now. Where a receipt says so for
    /// [`Cause::NOT_ACCEPTED`], receipts are sent again too, and if the envelope it names is here no more, the first stands for it.
    SendAgain,
}

impl Outcome {
    /// What becomes of an envelope that its recipient says in a receipt it could not take.
    #[must_use]
    pub fn of_refusal(cause: Cause) -> Self {
        if [Cause::CANNOT_OPEN, Cause::IDENTITY_CHANGED].contains(&cause) {
            Self::SealAnew
        } else if [Cause::EARLIER_MISSING, Cause::NOT_ACCEPTED].contains(&cause) {
            Self::SendAgain
        } else {
            Self::Failed(cause)
        }
    }

    /// A number that differs from one envelope to another, to spread what comes again where there is no better one.
    #[must_use]
    pub fn spread(id: EnvelopeId) -> u32 {
        let [a, b, c, d, ..] = *id.as_bytes();
        u32::from_be_bytes([a, b, c, d])
    }
}

/// A device that something waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The device.
    pub to: DeviceAddress,
    /// Not before then; nothing if at once.
    pub not_before: Option<Timestamp>,
    /// The trace of the oldest envelope.
    pub trace: Option<TraceContext>,
}

/// Why a device's envelopes wait, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Attempts that failed since the last that did not.
    pub failures: u32,
    /// When the last of them was.
    pub last: Timestamp,
    /// When to try again.
    pub next: Timestamp,
    /// What was wrong with the last one.
    pub cause: Cause,
}

impl Retry {
    /// How long a wait for a device without pre-keys is at first, as a number of failures: 8 seconds at most.
    const SOON: u32 = 4;
    /// For how many failures it stays so: about seven minutes, in which a device that was just linked mostly comes up.
    const STAYS_SOON: u32 = 70;

    /// After one more failure, of which `before` is what there was until then; `jitter` is a random number.
    #[must_use]
    pub fn after(before: Option<&Self>, cause: Cause, at: Timestamp, jitter: u32) -> Self {
        let failures = before.map_or(0, |before| before.failures).saturating_add(1);
        Self::of(failures, cause, at, jitter)
    }

    /// After its recipient said in a receipt that it could not open something, for the time number `refusals`. What was stored in between
    /// does not make up for that, so the wait follows their number. `before` is what there was until then.
    #[must_use]
    pub fn after_refusal(
        before: Option<&Self>,
        refusals: u32,
        cause: Cause,
        at: Timestamp,
        jitter: u32,
    ) -> Self {
        let failures = before.map_or(0, |before| before.failures).max(refusals).max(1);
        Self::of(failures, cause, at, jitter)
    }

    fn of(failures: u32, cause: Cause, at: Timestamp, jitter: u32) -> Self {
        let is_new = cause == Cause::NO_PRE_KEYS;
        let counted = if is_new { Self::counted_for_new(failures) } else { failures };
        let next = at.plus(Backoff { failures: counted }.wait(jitter));
        Self { failures, last: at, next, cause }
    }

    /// A device that has no pre-keys yet was linked lately, and publishes some as soon as it comes up: nobody is to wait long for it then. One
    /// that never does is no more work in the long run than any that is away.
    fn counted_for_new(failures: u32) -> u32 {
        failures.min(Self::SOON).max(failures.saturating_sub(Self::STAYS_SOON))
    }

    /// Whether the next attempt is still ahead.
    #[must_use]
    pub fn keeps_waiting(&self, at: Timestamp) -> bool {
        Backoff::rest(self.next, at).is_some()
    }
}

/// How much waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Envelopes.
    pub envelopes: u64,
    /// Devices they are for.
    pub devices: u64,
}

/// Why a message was not queued.
#[derive(Debug, Error)]
pub enum NotQueued {
    /// A different message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
