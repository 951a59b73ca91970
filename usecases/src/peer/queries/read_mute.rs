use std::sync::Arc;

use causerie_chat::{Address, Body, RoomId, RoomKind, Text, Timestamp};

use crate::{
    QueryHandler,
    ports::{History, Mute, RoomBook, RoomMutes, RoomStanding, Unavailable},
};

/// Has a moderator muted this person in the public channel, or banned them, as far as this device heard?
#[derive(Debug)]
pub struct ReadMute {
    /// When: what was over by then is left out.
    pub at: Timestamp,
}

/// This person is not heard in the public channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutedHere {
    /// In which room: the present one, or one that it was before.
    pub room: RoomId,
    /// Until when, and by whom.
    pub mute: Mute,
    /// Why, if that can still be read.
    pub reason: Option<Text>,
}

/// Answers [`ReadMute`]: nothing, if this person is heard.
pub struct ReadMuteHandler {
    /// This person.
    pub me: Address,
    /// Knows which rooms there are.
    pub book: Arc<dyn RoomBook>,
    /// Knows what was decided.
    pub mutes: Arc<dyn RoomMutes>,
    /// Knows why.
    pub history: Arc<dyn History>,
}

impl QueryHandler<ReadMute> for ReadMuteHandler {
    type Answer = Option<MutedHere>;
    type Error = Unavailable;

    async fn handle(&self, ReadMute { at }: ReadMute) -> Result<Option<MutedHere>, Unavailable> {
        let rooms = self.book.rooms().await?;
        for known in rooms.into_iter().rev().filter(|it| it.kind == RoomKind::Public) {
            let mute = self.mutes.mute(known.id, &self.me).await?;
            if let Some(mute) = mute.filter(|it| it.silences(at, known.standing)) {
                let reason = self.reason(&mute).await?;
                return Ok(Some(MutedHere { room: known.id, mute, reason }));
            }
            // What was decided in one that it was before counts for who is not in the present one: they are banned still.
            if known.standing == RoomStanding::Member {
                break;
            }
        }
        Ok(None)
    }
}

impl ReadMuteHandler {
    async fn reason(&self, mute: &Mute) -> Result<Option<Text>, Unavailable> {
        let said = self.history.message(&mute.decision.author, mute.decision.id).await?;
        Ok(said.and_then(|said| match said.message.body {
            Body::Moderation(decision) => Some(decision.reason().clone()),
            _ => None,
        }))
    }
}
