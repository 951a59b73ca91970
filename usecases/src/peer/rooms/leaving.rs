use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use causerie_chat::{Body, Message, MessageId, RoomId, Timestamp, TraceContext};
use causerie_session::Randomness;

use super::{
    following::RoomFollowing,
    saying::{NotSaidInRoom, RoomSaying},
};
use crate::ports::{RoomNews, RoomStanding, Unavailable};

/// Leaves rooms. Whoever has gone is not heard any more, also of what they said before: so this device says that it leaves once that has come, as far as it can.
///
/// From the moment it is asked to, it says nothing else; and it is let go by others.
pub struct RoomLeaving {
    /// Knows who is in a room.
    pub following: Arc<RoomFollowing>,
    /// Says so.
    pub saying: Arc<RoomSaying>,
    /// Knows what is on its way.
    pub news: Arc<dyn RoomNews>,
    /// Since when what is on its way is waited for.
    pub since: Mutex<HashMap<RoomId, Timestamp>>,
}

/// How this device says that it leaves.
pub(in crate::peer) struct Farewell {
    /// The id of the message, minted by the caller.
    pub(in crate::peer) id: MessageId,
    /// When.
    pub(in crate::peer) at: Timestamp,
    /// The trace of the request, if there is one.
    pub(in crate::peer) trace: Option<TraceContext>,
    /// What it draws from.
    pub(in crate::peer) randomness: Randomness,
}

impl RoomLeaving {
    /// How long it is waited for members whose mailboxes have all, in milliseconds: 20 seconds, in which whoever is there takes it.
    pub const MAIL_MILLIS: u64 = 20 * 1_000;
    /// How long at most, in milliseconds: two minutes.
    pub const MOST_MILLIS: u64 = 2 * 60 * 1_000;

    /// Leaves a room from now on.
    pub(in crate::peer) async fn leave(
        &self,
        room: RoomId,
        farewell: Farewell,
    ) -> Result<(), NotSaidInRoom> {
        // It may have left before, been let go meanwhile, or come in again.
        self.since().remove(&room);
        self.go_on(room, farewell).await
    }

    /// Goes on with that.
    pub(in crate::peer) async fn go_on(
        &self,
        room: RoomId,
        farewell: Farewell,
    ) -> Result<(), NotSaidInRoom> {
        self.following.go(room, RoomStanding::Leaving).await?;
        let known = self.following.live.book.known(room).await?;
        if known.is_none_or(|it| it.standing != RoomStanding::Leaving) {
            self.since().remove(&room);
            return Ok(());
        }
        if self.is_early(room, farewell.at).await? {
            return Ok(());
        }
        let Farewell { id, at, trace, randomness } = farewell;
        let message = Message {
            id,
            author: self.saying.own.device.person.clone(),
            recipient: room.into(),
            sent_at: at,
            body: Body::Leaving,
            reply_to: None,
            expires_at: None,
        };
        self.saying.say(room, message, trace.as_ref(), randomness).await?;
        self.following.go(room, RoomStanding::Left).await?;
        self.since().remove(&room);
        Ok(())
    }

    /// Whether what it said there is better waited for.
    async fn is_early(&self, room: RoomId, at: Timestamp) -> Result<bool, Unavailable> {
        let waits = self.news.on_its_way(room).await?;
        let since = *self.since().entry(room).or_insert(at);
        let waited = at.millis().saturating_sub(since.millis());
        let most = if waits.here > 0 { Self::MOST_MILLIS } else { Self::MAIL_MILLIS };
        Ok(!waits.is_empty() && waited < most)
    }

    fn since(&self) -> MutexGuard<'_, HashMap<RoomId, Timestamp>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
