use std::{cmp::Reverse, sync::Arc};

use causerie_chat::{Address, Body, Conversation, RoomId, RoomRole};

use super::live::{LiveRooms, NotEntered};
use crate::{
    peer::{OwnIdentity, fan_out::other_devices},
    ports::{Cursor, Entry, Group, GroupRefused, History, Identities, Unavailable},
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
    /// Whom to ask: this person themselves, if another device of theirs was in the room; contacts who were, those with most rights first; contacts who said
    /// something there; contacts whom this person invited. After `asked`, who was asked last and did not help, it is the next one's turn. Nobody, if there is
    /// none that this device knows.
    pub(in crate::peer) async fn helper(
        &self,
        room: RoomId,
        asked: Option<&Address>,
    ) -> Result<Option<Address>, Unavailable> {
        let mut helpers = self.helpers(room).await?;
        let last = helpers.iter().position(|who| Some(who) == asked);
        let next = last.map_or(0, |last| (last + 1) % helpers.len());
        Ok((next < helpers.len()).then(|| helpers.swap_remove(next)))
    }

    async fn helpers(&self, room: RoomId) -> Result<Vec<Address>, Unavailable> {
        let mut named = self.members(room).await?;
        named.extend(self.authors(room).await?);
        named.extend(self.invited(room).await?);
        named.push(self.own.device.person.clone());
        let mut helpers = Vec::new();
        for who in named {
            if !helpers.contains(&who) && self.may_help(&who).await? {
                helpers.push(who);
            }
        }
        Ok(helpers)
    }

    /// Whether that is somebody to ask: a contact, or this person themselves, if they have another device.
    pub(in crate::peer) async fn may_help(&self, who: &Address) -> Result<bool, Unavailable> {
        if *who == self.own.device.person {
            return Ok(!other_devices(&self.own, &*self.identities).await?.is_empty());
        }
        let known = self.identities.identity(who).await?;
        Ok(known.is_some_and(|known| known.is_accepted()))
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
        let members = group.members()?;
        let others = members.iter().filter(|it| it.device != self.own.device);
        let is_mine = |who: &Address| *who == self.own.device.person;
        let ranked = others.map(|it| (charter.role(&it.account_key), it.device.person.clone()));
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

    /// Whom this person invited into it, the latest first: what was kept of the room may be from before they came.
    async fn invited(&self, room: RoomId) -> Result<Vec<Address>, Unavailable> {
        let mut invited = Vec::new();
        for glance in self.history.conversations().await? {
            let Conversation::Person(who) = &glance.with else { continue };
            let said = self.history.conversation(&glance.with, Cursor(0), ENTRIES).await?;
            let is_it = |entry: &Entry| matches!(&entry.message.body, Body::Invitation(it) if it.room == room);
            if said.iter().any(is_it) {
                invited.push(who.clone());
            }
        }
        Ok(invited)
    }
}
