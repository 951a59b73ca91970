use std::sync::Arc;

use causerie_chat::{
    Address, Cause, DeliveryState, DeviceAddress, EnvelopeId, MessageId, Timestamp,
};

use crate::{
    QueryHandler,
    ports::{Entry, History, Identities, Pending, Retry, Unavailable, Unopened, UnopenedEnvelope},
};

/// Why is something not where it should be?
#[derive(Debug)]
pub enum Why {
    /// A message this person sent.
    Message(MessageId),
    /// Everything between this person and another.
    Person(Address),
}

/// Why something is not where it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it is about.
    pub about: About,
    /// The other person.
    pub with: Address,
    /// Why, in one stable word.
    pub cause: Cause,
    /// Since when it is so.
    pub since: Timestamp,
    /// Attempts that failed in a row until now.
    pub attempts: u32,
    /// When it is tried again; nothing if it is not, or needs no attempt of this device.
    pub next: Option<Timestamp>,
}

/// What a [`Reason`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A message that was sent, and how far it has come.
    Sent(MessageId, DeliveryState),
    /// An envelope that came and was not opened.
    Unopened(EnvelopeId),
    /// The person, who shows another account key than the one known.
    Identity,
}

/// Answers [`Why`]: one reason for each thing, messages first, oldest first; none if everything is where it should be. At most
/// 1,000 of each kind.
pub struct WhyHandler {
    /// This person.
    pub me: Address,
    /// Knows what was sent.
    pub history: Arc<dyn History>,
    /// Knows what keeps it.
    pub pending: Arc<dyn Pending>,
    /// Knows what was not opened.
    pub unopened: Arc<dyn Unopened>,
    /// Knows who people are.
    pub identities: Arc<dyn Identities>,
}

impl QueryHandler<Why> for WhyHandler {
    type Answer = Vec<Reason>;
    type Error = Unavailable;

    async fn handle(&self, query: Why) -> Result<Vec<Reason>, Unavailable> {
        match query {
            Why::Message(id) => self.message(id).await,
            Why::Person(who) => self.person(&who).await,
        }
    }
}

const MOST: usize = 1_000;

impl WhyHandler {
    async fn message(&self, id: MessageId) -> Result<Vec<Reason>, Unavailable> {
        let Some(entry) = self.history.message(&self.me, id).await? else { return Ok(Vec::new()) };
        let held = self.held(&entry.message.recipient).await?;
        Ok(sent(entry, &held).into_iter().collect())
    }

    async fn person(&self, who: &Address) -> Result<Vec<Reason>, Unavailable> {
        let held = self.held(who).await?;
        let undelivered = self.history.undelivered(who, MOST).await?;
        let mut reasons: Vec<_> =
            undelivered.into_iter().filter_map(|entry| sent(entry, &held)).collect();
        let unopened = self.unopened.unopened().await?;
        let theirs = unopened.into_iter().rev().filter(|it| it.from.person == *who);
        reasons.extend(theirs.map(not_opened));
        let known = self.identities.identity(who).await?;
        if known.is_some_and(|known| known.offered.is_some()) {
            reasons.push(Reason {
                about: About::Identity,
                with: who.clone(),
                cause: Cause::IDENTITY_CHANGED,
                since: held.retry.as_ref().map_or(Timestamp::from_millis(0), |retry| retry.last),
                attempts: 0,
                next: None,
            });
        }
        Ok(reasons)
    }

    /// What keeps envelopes for the person's devices.
    async fn held(&self, who: &Address) -> Result<Held, Unavailable> {
        let mut held = Held::default();
        let Some(known) = self.identities.identity(who).await? else { return Ok(held) };
        for device in known.person.devices {
            let device = DeviceAddress { person: who.clone(), device: device.id };
            if held.retry.is_none() {
                held.retry = self.pending.retry(&device).await?;
            }
            held.in_mailbox += self.pending.waiting(&device, false, 1, 0).await?.in_mailbox;
        }
        Ok(held)
    }
}

/// What keeps envelopes for a person.
#[derive(Default)]
struct Held {
    /// What keeps those for one of the devices.
    retry: Option<Retry>,
    /// How many lie in mailboxes.
    in_mailbox: u64,
}

/// Why a message has not been delivered; nothing if it has.
fn sent(entry: Entry, held: &Held) -> Option<Reason> {
    let (cause, attempts, next) = match (&entry.state, &held.retry) {
        (DeliveryState::Delivered(_) | DeliveryState::Read, _) => return None,
        (DeliveryState::Stored, None) => (Cause::IN_MAILBOX, 0, None),
        (DeliveryState::Stored, Some(_)) if held.in_mailbox > 0 => (Cause::IN_MAILBOX, 0, None),
        // What was stored and lies there no more is to be sealed anew.
        (DeliveryState::Queued | DeliveryState::Stored, Some(retry)) => {
            (retry.cause.clone(), retry.failures, Some(retry.next))
        }
        (DeliveryState::Queued, None) => (Cause::IN_PROGRESS, 0, None),
        (DeliveryState::Failed(cause), _) => (cause.clone(), 0, None),
    };
    Some(Reason {
        about: About::Sent(entry.message.id, entry.state),
        with: entry.message.recipient,
        cause,
        since: entry.changed_at,
        attempts,
        next,
    })
}

fn not_opened(envelope: UnopenedEnvelope) -> Reason {
    Reason {
        about: About::Unopened(envelope.id),
        with: envelope.from.person,
        cause: envelope.cause,
        since: envelope.at,
        attempts: 0,
        next: None,
    }
}
