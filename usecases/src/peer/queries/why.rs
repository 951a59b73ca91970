use std::sync::Arc;

use causerie_chat::{
    Address, Cause, Conversation, DeliveryState, DeviceAddress, EnvelopeId, MessageId, Person,
    RoomId, Timestamp,
};

use crate::{
    QueryHandler,
    ports::{
        Entry, History, Identities, Lack, Lacking, Pending, Place, RoomBook, RoomMutes,
        RoomStanding, Unavailable, Unopened, UnopenedEnvelope,
    },
};

/// Why is something not where it should be?
#[derive(Debug)]
pub enum Why {
    /// A message this person sent.
    Message(MessageId),
    /// Everything between this person and another.
    Person(Address),
    /// Everything this person said in a room, and the room itself, at that moment.
    Room(RoomId, Timestamp),
}

/// Why something is not where it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it is about.
    pub about: About,
    /// The other person, or the room.
    pub with: Conversation,
    /// Which of their devices has not got it, where they have several.
    pub device: Option<DeviceAddress>,
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
    /// The room, which this device has lost, or where this person is muted, until `next`: for ever, if there is none.
    Room,
}

/// Answers [`Why`]: one reason for each thing, and of a message for each device of its recipient that has not got it; messages first,
/// oldest first; none if everything is where it should be. At most 1,000 things of each kind. Of a person, messages that one of their devices
/// has are not among them; of a room, all are that any device there has not got.
pub struct WhyHandler {
    /// This person.
    pub me: Address,
    /// Knows what was sent.
    pub history: Arc<dyn History>,
    /// Knows which devices have not got it.
    pub lacking: Arc<dyn Lacking>,
    /// Knows what keeps it.
    pub pending: Arc<dyn Pending>,
    /// Knows what was not opened.
    pub unopened: Arc<dyn Unopened>,
    /// Knows who people are.
    pub identities: Arc<dyn Identities>,
    /// Knows the rooms.
    pub rooms: Arc<dyn RoomBook>,
    /// Knows whether this person is heard in them.
    pub mutes: Arc<dyn RoomMutes>,
}

impl QueryHandler<Why> for WhyHandler {
    type Answer = Vec<Reason>;
    type Error = Unavailable;

    async fn handle(&self, query: Why) -> Result<Vec<Reason>, Unavailable> {
        match query {
            Why::Message(id) => self.message(id).await,
            Why::Person(who) => self.person(&who).await,
            Why::Room(room, at) => self.room(room, at).await,
        }
    }
}

const MOST: usize = 1_000;

impl WhyHandler {
    async fn message(&self, id: MessageId) -> Result<Vec<Reason>, Unavailable> {
        let Some(entry) = self.history.message(&self.me, id).await? else { return Ok(Vec::new()) };
        self.sent(entry).await
    }

    async fn person(&self, who: &Address) -> Result<Vec<Reason>, Unavailable> {
        let mut reasons = Vec::new();
        for entry in self.history.undelivered(&who.clone().into(), MOST).await? {
            reasons.extend(self.sent(entry).await?);
        }
        let unopened = self.unopened.unopened().await?;
        let theirs = unopened.into_iter().rev().filter(|it| it.from.person == *who);
        reasons.extend(theirs.map(not_opened));
        let known = self.identities.identity(who).await?;
        if let Some(known) = known.filter(|known| known.offered.is_some()) {
            let since = self.last_attempt(&known.person).await?;
            reasons.push(Reason {
                about: About::Identity,
                with: who.clone().into(),
                device: None,
                cause: Cause::IDENTITY_CHANGED,
                since: since.unwrap_or(Timestamp::from_millis(0)),
                attempts: 0,
                next: None,
            });
        }
        Ok(reasons)
    }

    async fn room(&self, room: RoomId, at: Timestamp) -> Result<Vec<Reason>, Unavailable> {
        let mut reasons = Vec::new();
        for entry in self.history.undelivered(&room.into(), MOST).await? {
            reasons.extend(self.sent(entry).await?);
        }
        let of_room = |cause, since, next| Reason {
            about: About::Room,
            with: room.into(),
            device: None,
            cause,
            since,
            attempts: 0,
            next,
        };
        let known = self.rooms.known(room).await?;
        let standing = known.map_or(RoomStanding::Gone, |known| known.standing);
        let cause = match standing {
            RoomStanding::Lost => Some(Cause::ROOM_LOST),
            RoomStanding::Forked => Some(Cause::ROOM_FORKED),
            RoomStanding::Unconfirmed
            | RoomStanding::Member
            | RoomStanding::Leaving
            | RoomStanding::Left
            | RoomStanding::Gone => None,
        };
        reasons.extend(cause.map(|cause| of_room(cause, Timestamp::from_millis(0), None)));
        let muted = self.mutes.mute(room, &self.me).await?;
        if let Some(mute) = muted.filter(|it| it.silences(at, standing)) {
            let until = (!mute.is_for_ever()).then_some(mute.until);
            reasons.push(of_room(Cause::MUTED, mute.since, until));
        }
        Ok(reasons)
    }

    /// Why devices of its recipient have not got a message.
    async fn sent(&self, entry: Entry) -> Result<Vec<Reason>, Unavailable> {
        let Entry { message, state, changed_at, .. } = entry;
        let lacks = self.lacking.lacking(message.id).await?;
        let has_several = match &message.recipient {
            Conversation::Person(who) => {
                let known = self.identities.identity(who).await?;
                lacks.len() > 1 || known.is_some_and(|it| it.person.devices.len() > 1)
            }
            Conversation::Room(_) => true,
        };
        let reason = |device, (cause, since, attempts, next)| Reason {
            about: About::Sent(message.id, state.clone()),
            with: message.recipient.clone(),
            device,
            cause,
            since,
            attempts,
            next,
        };
        let mut reasons = Vec::new();
        for lack in lacks {
            let held = self.held(&lack, changed_at).await?;
            reasons.push(reason(Some(lack.device).filter(|_| has_several), held));
        }
        if reasons.is_empty() {
            let cause = match &state {
                DeliveryState::Delivered(_) | DeliveryState::Read => return Ok(Vec::new()),
                DeliveryState::Failed(cause) => cause.clone(),
                DeliveryState::Queued | DeliveryState::Stored => Cause::SENT_ELSEWHERE,
            };
            reasons.push(reason(None, (cause, changed_at, 0, None)));
        }
        Ok(reasons)
    }

    /// When something was last tried to be brought to one of a person's devices, and failed.
    async fn last_attempt(&self, of: &Person) -> Result<Option<Timestamp>, Unavailable> {
        for device in of.addressees() {
            if let Some(retry) = self.pending.retry(&device).await? {
                return Ok(Some(retry.last));
            }
        }
        Ok(None)
    }

    /// What keeps a message from a device, since when, after how many attempts, and when it is tried again.
    async fn held(&self, lack: &Lack, since: Timestamp) -> Result<Held, Unavailable> {
        Ok(match &lack.place {
            Place::Nowhere { cause, at } => (cause.clone(), *at, 0, None),
            Place::Mailbox => (Cause::IN_MAILBOX, since, 0, None),
            Place::Here => match self.pending.retry(&lack.device).await? {
                Some(retry) => (retry.cause, since, retry.failures, Some(retry.next)),
                None => (Cause::IN_PROGRESS, since, 0, None),
            },
        })
    }
}

type Held = (Cause, Timestamp, u32, Option<Timestamp>);

fn not_opened(envelope: UnopenedEnvelope) -> Reason {
    Reason {
        about: About::Unopened(envelope.id),
        with: envelope.from.person.into(),
        device: None,
        cause: envelope.cause,
        since: envelope.at,
        attempts: 0,
        next: None,
    }
}
