use async_trait::async_trait;
use causerie_chat::{Address, Body, Message, MessageId, Moderated, RoomId, Timestamp};
use causerie_usecases::ports::{RoomMutes, Unavailable};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

/// When and by which message it was decided, and until when somebody is not heard.
pub(super) type Decided = ((Timestamp, MessageId), Option<Timestamp>);

#[async_trait]
impl RoomMutes for MemoryPeer {
    async fn muted_until(
        &self,
        room: RoomId,
        who: &Address,
    ) -> Result<Option<Timestamp>, Unavailable> {
        let kept = lock(&self.kept);
        Ok(kept.mutes.get(&(room, who.clone())).and_then(|(_, until)| *until))
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
            Moderated::Ban(who) => (who, Some(Timestamp::from_millis(u64::MAX))),
            Moderated::Lift(who) => (who, None),
        };
        let rank = (message.sent_at, message.id);
        let before = self.mutes.get(&(room, who.clone()));
        if before.is_none_or(|(before, _)| *before < rank) {
            self.mutes.insert((room, who.clone()), (rank, until));
        }
    }
}
