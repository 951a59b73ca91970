use std::sync::Arc;

use causerie_chat::{RoomEpoch, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::rooms::{NotChanged, RoomChanging, WantedChange},
    ports::{Group, GroupChange, KnownRoom, RoomBook, RoomKeys, RoomStanding, Unavailable},
};

/// Change the keys of all rooms whose keys have been in use for long or for much, or have told single devices as much as they may.
#[derive(Debug)]
pub struct RenewKeys {
    /// When.
    pub at: Timestamp,
    /// What the steps draw from.
    pub randomness: Randomness,
}

/// Carries out [`RenewKeys`]. Each device in a room has a moment of its own for that, and another one each time: the first spares the others.
pub struct RenewKeysHandler {
    /// Knows the rooms.
    pub book: Arc<dyn RoomBook>,
    /// Changes their keys.
    pub changing: Arc<RoomChanging>,
}

impl CommandHandler<RenewKeys> for RenewKeysHandler {
    type Error = Unavailable;

    async fn handle(&self, RenewKeys { at, randomness }: RenewKeys) -> Result<(), Unavailable> {
        let own = &self.changing.following.own;
        for known in self.book.rooms().await? {
            let is_due = self.is_due(&known, at);
            if !is_due && !self.is_told_out(&known) {
                continue;
            }
            let drawn = randomness.fork(&*own.provider, known.id.as_bytes());
            let Some((epoch, devices)) = self.epoch(&known).await else { continue };
            let rest = devices.saturating_mul(Self::REST_MILLIS).max(Self::LEAST_MILLIS);
            if !is_due && at < known.keys.since.plus(rest) {
                continue;
            }
            let wanted = |group: &dyn Group| {
                let nothing = WantedChange { change: GroupChange::default(), adds: Vec::new() };
                Ok((group.epoch() <= epoch).then_some(nothing))
            };
            // Whatever else keeps it from being done, it is tried again the next time.
            let changed = self.changing.change(known.id, wanted, at, &drawn).await;
            if let Err(NotChanged::Unavailable(cause)) = changed {
                return Err(cause);
            }
        }
        Ok(())
    }
}

impl RenewKeysHandler {
    /// After how long a room's keys are changed: a week, and up to a day more.
    pub const AFTER_MILLIS: u64 = 7 * Self::DAY_MILLIS;
    /// After how many texts, about: ten thousand, and up to two thousand more.
    pub const AFTER_TEXTS: u64 = 10_000;
    /// How long keys that told single devices as much as they may are in use at least, for each device in the room: the commits of a large one are long, and its
    /// log is not to be filled by what somebody has others tell them.
    pub const REST_MILLIS: u64 = 10 * 1_000;
    /// The same, however few they are.
    pub const LEAST_MILLIS: u64 = 2 * 60 * 1_000;
    const DAY_MILLIS: u64 = 24 * 60 * 60 * 1_000;

    fn is_due(&self, known: &KnownRoom, at: Timestamp) -> bool {
        let KnownRoom { keys, version, standing, .. } = known;
        let lot = u64::from(self.lot(known));
        let used_for = at.millis().saturating_sub(keys.since.millis());
        let steps = version.saturating_sub(keys.version);
        let texts = steps.saturating_mul(u64::from(RoomKeys::TEXTS));
        *standing == RoomStanding::Member
            && (used_for >= Self::AFTER_MILLIS + lot % Self::DAY_MILLIS
                || texts >= Self::AFTER_TEXTS + lot % 2_000)
    }

    fn is_told_out(&self, known: &KnownRoom) -> bool {
        known.standing == RoomStanding::Member && known.keys.is_told_out(self.lot(known))
    }

    fn lot(&self, known: &KnownRoom) -> u32 {
        known.id.lot(&self.changing.following.own.device, known.place)
    }

    /// The epoch whose keys are to be replaced, and how many devices are in the room; nothing if it cannot be read now.
    async fn epoch(&self, known: &KnownRoom) -> Option<(RoomEpoch, u64)> {
        let mut entered = self.changing.following.live.enter(known.id).await.ok()?;
        let (epoch, members) = (entered.group().epoch(), entered.members());
        entered.leave(false);
        Some((epoch, members.ok()?.len() as u64))
    }
}
