use std::sync::Arc;

use causerie_chat::{Address, RoomId, Timestamp};

use crate::{
    CommandHandler,
    directory::PublicRules,
    ports::{NotBanned, PublicRooms, Unavailable},
};

/// Have a directory keep an id for its public channel, unless it keeps one: at its first start.
#[derive(Debug)]
pub struct ReservePublic {
    /// Minted by the caller: 16 random bytes.
    pub room: RoomId,
}

/// Let somebody come into the public channel no more, or again.
#[derive(Debug)]
pub struct BanFromPublic {
    /// Who wants it, as their credential has it.
    pub by: Address,
    /// Whom it is about.
    pub who: Address,
    /// Whether they are to be banned.
    pub banned: bool,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ReservePublic`] and [`BanFromPublic`]. To ban somebody lets nobody go: a moderator's device does that by a commit.
pub struct PublicChannelHandler {
    /// Keeps it.
    pub rooms: Arc<dyn PublicRooms>,
    /// Knows who may.
    pub rules: Arc<PublicRules>,
}

impl CommandHandler<ReservePublic> for PublicChannelHandler {
    type Error = Unavailable;

    async fn handle(&self, ReservePublic { room }: ReservePublic) -> Result<(), Unavailable> {
        self.rooms.reserve(room).await
    }
}

impl CommandHandler<BanFromPublic> for PublicChannelHandler {
    type Error = NotBanned;

    async fn handle(&self, command: BanFromPublic) -> Result<(), NotBanned> {
        let BanFromPublic { by, who, banned, at } = command;
        let may = self.rules.is_moderator(&by).await?;
        if !may || banned && self.rules.is_moderator(&who).await? {
            return Err(NotBanned::NotAllowed);
        }
        Ok(self.rooms.ban(&who, banned, at).await?)
    }
}
