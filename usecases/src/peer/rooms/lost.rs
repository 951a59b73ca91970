use std::{cmp::Reverse, sync::Arc};

use causerie_chat::{Address, RoomId, RoomRole};

use super::live::{LiveRooms, NotEntered};
use crate::{
    peer::{OwnIdentity, fan_out::other_devices},
    ports::{Cursor, Group, GroupRefused, History, Identities, Unavailable},
};

/// Finds who can help this device back into a room that it has lost: whoever is in it may.
pub struct LostRoom {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Has what is left of the room.
    pub live: Arc<LiveRooms>,
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows who said something there.
    pub history: Arc<dyn History>,
}

/// How far back is looked for somebody who said something.
const ENTRIES: usize = 200;

impl LostRoom {
    /// Whom to ask: this person themselves, if another device of theirs was in the room; or else a contact who was, those with most rights first; or else one who
    /// said something there. Nobody, if there is none that this device knows.
    pub(in crate::peer) async fn helper(
        &self,
        room: RoomId,
    ) -> Result<Option<Address>, Unavailable> {
        let others = other_devices(&self.own, &*self.identities).await?;
        let me = &self.own.device.person;
        for who in self.members(room).await?.into_iter().chain(self.authors(room).await?) {
            if who == *me && !others.is_empty() {
                return Ok(Some(who));
            }
            let known = self.identities.identity(&who).await?;
            if who != *me && known.is_some_and(|known| known.is_accepted()) {
                return Ok(Some(who));
            }
        }
        Ok((!others.is_empty()).then(|| me.clone()))
    }

    /// Who was in it, as far as that can be read.
    async fn members(&self, room: RoomId) -> Result<Vec<Address>, Unavailable> {
        let mut entered = match self.live.enter(room).await {
            Ok(entered) => entered,
            Err(NotEntered::Unavailable(cause)) => return Err(cause),
            Err(NotEntered::NoSuchRoom | NotEntered::Broken(_)) => return Ok(Vec::new()),
        };
        let people = self.people(entered.group());
        entered.leave(false);
        Ok(people.unwrap_or_default())
    }

    /// The people in it: this one, if another device of theirs is; owners, admins, members.
    fn people(&self, group: &dyn Group) -> Result<Vec<Address>, GroupRefused> {
        let charter = group.charter()?;
        let others = group.members()?.into_iter().filter(|it| it.device != self.own.device);
        let is_mine = |who: &Address| *who == self.own.device.person;
        let ranked = others.map(|it| (charter.role(&it.account_key), it.device.person));
        let mut ranked: Vec<(RoomRole, Address)> = ranked.collect();
        ranked.sort_by_cached_key(|(role, who)| (!is_mine(who), Reverse(*role), who.to_string()));
        ranked.dedup();
        Ok(ranked.into_iter().map(|(_, who)| who).collect())
    }

    /// Who said something there, the latest first.
    async fn authors(&self, room: RoomId) -> Result<Vec<Address>, Unavailable> {
        let said = self.history.conversation(&room.into(), Cursor(0), ENTRIES).await?;
        Ok(said.into_iter().rev().map(|entry| entry.message.author).collect())
    }
}
