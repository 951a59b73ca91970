use std::sync::{Arc, Mutex, PoisonError};

use causerie_chat::{Address, Body, Cause, Message, RoomId, RoomKind, Timestamp};

use super::pace::PublicPace;
use crate::ports::{KnownRoom, PublicChannel, PublicDesk, RoomMutes, Unavailable};

/// Says what is heard in the public channel: what moderators decide, of moderators alone; what others say, as fast as they may and unless they are muted.
pub struct PublicWard {
    /// This person.
    pub me: Address,
    /// Knows who moderates: the directory.
    pub desk: Arc<dyn PublicDesk>,
    /// Knows who is muted.
    pub mutes: Arc<dyn RoomMutes>,
    asked: Mutex<Option<(PublicChannel, Timestamp)>>,
    pace: PublicPace,
}

impl PublicWard {
    /// How long what the directory said counts, in milliseconds: ten minutes.
    pub const FRESH_MILLIS: u64 = 10 * 60 * 1_000;
    /// For how long it is not asked again about somebody whom it did not name, in milliseconds: ten seconds.
    pub const PAUSE_MILLIS: u64 = 10 * 1_000;

    /// One that has not asked yet.
    #[must_use]
    pub fn new(me: Address, desk: Arc<dyn PublicDesk>, mutes: Arc<dyn RoomMutes>) -> Self {
        Self { me, desk, mutes, asked: Mutex::default(), pace: PublicPace::default() }
    }

    /// Whether a message that came is heard. [`Cause::CANNOT_OPEN`] is for what may be heard later, and has it come again.
    pub(super) async fn admits(
        &self,
        known: &KnownRoom,
        message: &Message,
        at: Timestamp,
    ) -> Result<Result<(), Cause>, Unavailable> {
        let author = &message.author;
        if matches!(message.body, Body::Moderation(_)) {
            let is_public = known.kind == RoomKind::Public;
            let may =
                if is_public { self.moderates(known.id, author, at).await } else { Some(false) };
            return Ok(match may {
                Some(true) => Ok(()),
                Some(false) => Err(Cause::NOT_CHANGEABLE),
                None => Err(Cause::CANNOT_OPEN),
            });
        }
        // What this person said with another device is theirs in any case.
        if known.kind != RoomKind::Public || *author == self.me {
            return Ok(Ok(()));
        }
        let muted = self.mutes.mute(known.id, author).await?;
        // Nobody is kept by it.
        let goes = message.body == Body::Leaving;
        if !goes && muted.is_some_and(|it| at < it.until) {
            return Ok(Err(Cause::MUTED));
        }
        Ok(if self.pace.admits(author, at) { Ok(()) } else { Err(Cause::CANNOT_OPEN) })
    }

    /// Whether somebody moderates that room; nothing if the directory does not say at the moment, or was asked about somebody just now.
    async fn moderates(&self, room: RoomId, who: &Address, at: Timestamp) -> Option<bool> {
        let names = |it: &PublicChannel| it.room == room && it.moderators.contains(who);
        if let Some((channel, asked_at)) = self.asked()
            && asked_at <= at
        {
            let age = at.millis().saturating_sub(asked_at.millis());
            if names(&channel) && age < Self::FRESH_MILLIS {
                return Some(true);
            }
            if age < Self::PAUSE_MILLIS {
                return None;
            }
        }
        let channel = self.desk.public_channel().await.ok()??;
        let is_named = names(&channel);
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some((channel, at));
        Some(is_named)
    }

    fn asked(&self) -> Option<(PublicChannel, Timestamp)> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
