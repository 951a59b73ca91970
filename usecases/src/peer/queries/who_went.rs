use std::{collections::HashSet, sync::Arc};

use causerie_chat::DeviceAddress;

use crate::{
    QueryHandler,
    peer::rooms::{LiveRooms, NotEntered},
    ports::{KnownRoom, RoomBook, RoomNews, RoomStanding, Unavailable},
};

/// Which devices are in a room with this one no more, while something that was said there lies in their mailboxes?
#[derive(Debug)]
pub struct WhoWent;

/// Answers [`WhoWent`], once for each of those rooms: nobody tells in a room what became of that, once one of the two has gone from it.
pub struct WhoWentHandler {
    /// Knows the rooms.
    pub book: Arc<dyn RoomBook>,
    /// Has them.
    pub live: Arc<LiveRooms>,
    /// Knows what lies in mailboxes.
    pub news: Arc<dyn RoomNews>,
}

impl QueryHandler<WhoWent> for WhoWentHandler {
    type Answer = Vec<DeviceAddress>;
    type Error = Unavailable;

    async fn handle(&self, _: WhoWent) -> Result<Vec<DeviceAddress>, Unavailable> {
        let mut went = Vec::new();
        for known in self.book.rooms().await? {
            let lies_at = self.news.in_mailboxes(known.id).await?;
            if lies_at.is_empty() {
                continue;
            }
            let Some(members) = self.members(&known).await? else { continue };
            went.extend(lies_at.into_iter().filter(|it| !members.contains(it)));
        }
        Ok(went)
    }
}

impl WhoWentHandler {
    /// Who is in a room with this device: nobody, if that has gone itself; unknown, if it has lost the room.
    async fn members(
        &self,
        known: &KnownRoom,
    ) -> Result<Option<HashSet<DeviceAddress>>, Unavailable> {
        if known.standing == RoomStanding::Gone {
            return Ok(Some(HashSet::new()));
        }
        let entered = match self.live.enter(known.id).await {
            Ok(entered) => entered,
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => return Ok(None),
            Err(NotEntered::Unavailable(cause)) => return Err(cause),
        };
        let members = entered.is_member().then(|| entered.members());
        entered.leave(false);
        let members = members.transpose().map_err(Unavailable::new)?;
        Ok(members.map(|them| them.iter().map(|it| it.device.clone()).collect()))
    }
}
