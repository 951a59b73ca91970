use std::sync::Arc;

use causerie_chat::{DeviceAddress, RoomMember};

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
            let is_in = |it: &DeviceAddress| members.iter().any(|member| member.device == *it);
            went.extend(lies_at.into_iter().filter(|it| !is_in(it)));
        }
        Ok(went)
    }
}

impl WhoWentHandler {
    /// Who is in a room with this device, as far as it knows: nobody, if it has gone itself.
    async fn members(&self, known: &KnownRoom) -> Result<Option<Arc<[RoomMember]>>, Unavailable> {
        if known.standing == RoomStanding::Gone {
            return Ok(Some([].into()));
        }
        let entered = match self.live.enter(known.id).await {
            Ok(entered) => entered,
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => return Ok(None),
            Err(NotEntered::Unavailable(cause)) => return Err(cause),
        };
        let members = entered.members();
        entered.leave(false);
        members.map(Some).map_err(Unavailable::new)
    }
}
