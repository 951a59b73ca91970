use async_trait::async_trait;
use causerie_chat::{Address, Body, Message, MessageId, MessageRef, Moderated, RoomId, Timestamp};
use causerie_usecases::ports::{Mute, RoomMutes, Unavailable};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

/// When and by which message it was decided, and until when somebody is not heard, by whose decision.
pub(super) type Decided = ((Timestamp, MessageId), Option<(Timestamp, Address)>);

#[async_trait]
impl RoomMutes for MemoryPeer {
    async fn mute(&self, room: RoomId, who: &Address) -> Result<Option<Mute>, Unavailable> {
        let kept = lock(&self.kept);
        let Some(((since, id), Some((until, author)))) = kept.mutes.get(&(room, who.clone()))
        else {
            return Ok(None);
        };
        let decision = MessageRef { id: *id, author: author.clone() };
        Ok(Some(Mute { until: *until, since: *since, decision }))
    }
}

impl Kept {
    /// Notes what a moderator decided of somebody.
    pub(super) fn note_decision(&mut self, message: &Message) {
        let (Body::Moderation(decision), Some(room)) = (&message.body, message.recipient.room())
        else {
            return;
        };
        let (who, until) = match &decision.what {
            Moderated::Remove(_) => return,
            Moderated::Mute { who, until } => (who, Some(*until)),
            Moderated::Ban(who) => (who, Some(Mute::FOR_EVER)),
            Moderated::Lift(who) => (who, None),
        };
        let rank = (message.sent_at, message.id);
        let before = self.mutes.get(&(room, who.clone()));
        if before.is_none_or(|(before, _)| *before < rank) {
            let until = until.map(|until| (until, message.author.clone()));
            self.mutes.insert((room, who.clone()), (rank, until));
        }
    }
}
