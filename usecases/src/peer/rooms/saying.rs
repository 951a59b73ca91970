use std::sync::Arc;

use causerie_chat::{
    Body, EnvelopeId, Message, RoomId, RoomMember, SealedInRoom, Timestamp, TraceContext, pad,
};
use causerie_session::Randomness;
use thiserror::Error;
use zeroize::Zeroizing;

use super::live::{Entered, LiveRooms, NotEntered};
use crate::{
    peer::OwnIdentity,
    ports::{
        Addressed, Doorbell, Event, Events, Fresh, GroupRefused, History, NotSaid, RoomMail,
        RoomMutes, RoomNews, RoomStanding, SaidInRoom, Unavailable,
    },
};

/// Says something in a room.
pub struct RoomSaying {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Has the rooms.
    pub live: Arc<LiveRooms>,
    /// Knows what was said before.
    pub history: Arc<dyn History>,
    /// Knows whether this person is heard.
    pub mutes: Arc<dyn RoomMutes>,
    /// Keeps what is said until it is delivered.
    pub mail: Arc<dyn RoomMail>,
    /// Knows what of it is still to be delivered.
    pub news: Arc<dyn RoomNews>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl RoomSaying {
    /// Says it to all who are in its room now, here at once and to them as soon as can be. The same again changes nothing.
    pub(in crate::peer) async fn say(
        &self,
        room: RoomId,
        message: Message,
        trace: Option<&TraceContext>,
        randomness: Randomness,
    ) -> Result<(), NotSaidInRoom> {
        let me = &self.own.device.person;
        if let Some(before) = self.history.message(me, message.id).await? {
            let same = message.says(&before.message);
            return if same { Ok(()) } else { Err(NotSaidInRoom::IdInUse) };
        }
        let mut entered = self.live.enter(room).await?;
        // Whoever leaves has said all but that.
        let may = if message.body == Body::Leaving { entered.is_member() } else { entered.stays() };
        if !may {
            entered.leave(false);
            return Err(NotSaidInRoom::NotAMember);
        }
        if let Some(until) = self.muted(room, &message).await? {
            entered.leave(false);
            return Err(NotSaidInRoom::Muted(until));
        }
        let fresh = self.fresh(&randomness, message.sent_at);
        let said = self.sealed(&mut entered, message, trace, fresh)?;
        let written = said.step.keep.is_some();
        self.mail.say(said).await?;
        entered.leave(written);
        self.doorbell.ring();
        self.events.tell(Event::Conversation(room.into()));
        Ok(())
    }

    /// Until when nobody hears that from this person: each reader refuses it until then. What moderators decide is heard, and that somebody leaves.
    async fn muted(
        &self,
        room: RoomId,
        message: &Message,
    ) -> Result<Option<Timestamp>, Unavailable> {
        if matches!(message.body, Body::Moderation(_) | Body::Leaving) {
            return Ok(None);
        }
        let muted = self.mutes.mute(room, &self.own.device.person).await?;
        let silent = muted.filter(|it| it.silences(message.sent_at, RoomStanding::Member));
        Ok(silent.map(|it| it.until))
    }

    fn fresh(&self, randomness: &Randomness, at: Timestamp) -> Fresh {
        Fresh { entropy: randomness.bytes(&*self.own.provider, b"room text"), at }
    }

    /// Seals it once, for each device in the room but this one.
    pub(super) fn sealed(
        &self,
        entered: &mut Entered,
        message: Message,
        trace: Option<&TraceContext>,
        fresh: Fresh,
    ) -> Result<SaidInRoom, GroupRefused> {
        let text = Zeroizing::new(pad(message.encode()));
        let room = entered.known().id;
        let members = entered.members()?;
        let sealed = entered.group().seal(&text, fresh)?;
        let others = members.iter().map(|it: &RoomMember| &it.device);
        let others = others.filter(|device| **device != self.own.device);
        let envelopes = others.map(|recipient| {
            let id = EnvelopeId::of(message.id, recipient);
            Addressed { id, recipient: recipient.clone(), trace: trace.cloned() }
        });
        let envelopes = envelopes.collect();
        let bytes = SealedInRoom { room, message: &sealed.bytes };
        let bytes = bytes.encode().map_err(|_| GroupRefused::Malformed)?;
        Ok(SaidInRoom { message, sealed: bytes, envelopes, step: entered.step(sealed.keep) })
    }
}

/// Why something was not said in a room. Nothing is kept then.
#[derive(Debug, Error)]
pub enum NotSaidInRoom {
    /// It is not known here.
    #[error("there is no such room here")]
    NoSuchRoom,
    /// This device is not in it, or not any more.
    #[error("this device is not in the room")]
    NotAMember,
    /// A moderator muted this person there, until then; or banned them, for ever.
    #[error("this person is muted in the room")]
    Muted(Timestamp),
    /// Another message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// It cannot be sealed.
    #[error("it cannot be sealed: {0}")]
    NotSealed(#[from] GroupRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotEntered> for NotSaidInRoom {
    fn from(not: NotEntered) -> Self {
        match not {
            NotEntered::NoSuchRoom => Self::NoSuchRoom,
            NotEntered::Broken(refused) => Self::NotSealed(refused),
            NotEntered::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotSaid> for NotSaidInRoom {
    fn from(not: NotSaid) -> Self {
        match not {
            NotSaid::IdInUse => Self::IdInUse,
            // Somebody else writes to the same store; the room is read again.
            NotSaid::Stale => {
                Self::Unavailable(Unavailable::new("the room was kept in another version"))
            }
            NotSaid::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
