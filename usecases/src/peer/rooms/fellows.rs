use std::sync::Arc;

use causerie_chat::{Address, Conversation, DeviceAddress, RoomKind};
use futures_util::lock::Mutex;

use super::live::{LiveRooms, NotEntered};
use crate::ports::{Identities, Unavailable};

/// Knows who is in a room with this device, also of those who are no contacts.
pub struct Fellows {
    /// The rooms.
    pub live: Arc<LiveRooms>,
    /// Knows who is blocked.
    pub identities: Arc<dyn Identities>,
    /// Whether all rooms were looked for. One at a time looks them up.
    pub(in crate::peer) looked: Mutex<bool>,
}

impl Fellows {
    /// Whether what a device brings of rooms is taken: it is in one with this device, and its person is not blocked.
    pub async fn has(&self, device: &DeviceAddress) -> Result<bool, Unavailable> {
        let standing = self.identities.standing(&device.person).await?;
        if standing.is_some_and(|standing| standing.is_blocked) {
            return Ok(false);
        }
        if self.live.seats.has(device) {
            return Ok(true);
        }
        self.look_up().await?;
        Ok(self.live.seats.has(device))
    }

    /// The devices of others that are in a private room with this one; in a public one, and where nobody is in a room, there are none to be told anything.
    pub(in crate::peer) async fn to_tell(
        &self,
        with: &Conversation,
    ) -> Result<Vec<DeviceAddress>, Unavailable> {
        let Conversation::Room(room) = with else { return Ok(Vec::new()) };
        let entered = match self.live.enter(*room).await {
            Ok(entered) => entered,
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => return Ok(Vec::new()),
            Err(NotEntered::Unavailable(cause)) => return Err(cause),
        };
        let are_told = entered.is_member() && entered.known().kind == RoomKind::Private;
        let members = if are_told { entered.members() } else { Ok([].into()) };
        entered.leave(false);
        let members = members.map_err(Unavailable::new)?;
        Ok(members.iter().map(|it| it.device.clone()).collect())
    }

    /// Whether somebody is in a private room with this device.
    pub(in crate::peer) async fn knows(&self, who: &Address) -> Result<bool, Unavailable> {
        for room in self.live.book.rooms().await? {
            let fellows = self.to_tell(&room.id.into()).await?;
            if fellows.iter().any(|it| it.person == *who) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Looks up who is in the rooms that changed: each is read once in each of its epochs.
    async fn look_up(&self) -> Result<(), Unavailable> {
        let LiveRooms { seats, book, .. } = &*self.live;
        let mut looked = self.looked.lock().await;
        let mut rooms = seats.open();
        if !*looked {
            let known = book.rooms().await?.into_iter();
            rooms.extend(known.filter(|it| it.standing.has_keys()).map(|it| it.id));
        }
        for room in rooms {
            let mut entered = match self.live.enter(room).await {
                Ok(entered) => entered,
                Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => {
                    seats.clear(room);
                    continue;
                }
                Err(NotEntered::Unavailable(cause)) => return Err(cause),
            };
            let (epoch, members) = (entered.group().epoch(), entered.members());
            let is_member = entered.is_member();
            entered.leave(false);
            if is_member {
                seats.fill(room, epoch, &members.map_err(Unavailable::new)?);
            }
        }
        *looked = true;
        Ok(())
    }
}
