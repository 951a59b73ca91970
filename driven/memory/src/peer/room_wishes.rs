use std::collections::HashSet;

use async_trait::async_trait;
use causerie_chat::{Address, Body, DeviceAddress, MessageRef, Standing};
use causerie_usecases::ports::{
    Asked, Invited, RoomAsk, RoomStanding, RoomWish, RoomWishBook, RoomWishes, Unavailable,
};

use super::{Kept, MemoryPeer, Record};
use crate::lock::lock;

#[async_trait]
impl RoomWishes for MemoryPeer {
    async fn wish(&self, wish: &RoomWish) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        kept.wishes.retain(|it| it.invitation.room != wish.invitation.room);
        kept.wishes.push(wish.clone());
        Ok(())
    }

    async fn settle(&self, ask: &RoomAsk) -> Result<(), Unavailable> {
        lock(&self.kept).asks.retain(|it| it != ask);
        Ok(())
    }
}

#[async_trait]
impl RoomWishBook for MemoryPeer {
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable> {
        Ok(lock(&self.kept).wishes.clone())
    }

    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable> {
        let kept = lock(&self.kept);
        // One that was revoked has nothing to ask for any more.
        let is_heard = |ask: &&RoomAsk| {
            let is_out = matches!(ask.what, Asked::Out { .. });
            let is_let = is_out || !kept.is_blocked(&ask.from.person);
            !kept.is_gone(&ask.from) && is_let
        };
        Ok(kept.asks.iter().filter(is_heard).cloned().collect())
    }

    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable> {
        let kept = lock(&self.kept);
        let mut heard = HashSet::new();
        let latest = kept.standing_in_order().rev().filter_map(|(_, record)| {
            kept.invited(&self.me, record)
                .filter(|it| heard.insert((it.by.clone(), it.invitation.room)))
        });
        Ok(latest.take(Invited::MOST).collect())
    }
}

impl Kept {
    /// What was taken in an envelope of `from`, if that is here, may be a request to this person to be let into a room.
    pub(super) fn hear_request(&mut self, me: &Address, from: &DeviceAddress, what: &MessageRef) {
        let index = self.by_id.get(&(what.author.clone(), what.id));
        let Some(record) = index.and_then(|index| self.records.get(*index)) else { return };
        let Record { message, .. } = record;
        if let Body::RoomRequest(request) = &message.body
            && message.recipient == *me
        {
            let (room, package) = (request.room, request.package.clone());
            let what = Asked::In { package, by: message.reply_to.clone() };
            self.ask(RoomAsk { room, from: from.clone(), what });
        }
    }

    /// Of each device in each room what it asked for last, and of those the latest.
    pub(super) fn ask(&mut self, ask: RoomAsk) {
        self.asks.retain(|it| it.room != ask.room || it.from != ask.from);
        let is_its = |it: &RoomAsk| it.from == ask.from;
        if self.asks.iter().filter(|it| is_its(it)).count() >= RoomAsk::MOST_OF_A_DEVICE
            && let Some(earliest) = self.asks.iter().position(is_its)
        {
            self.asks.remove(earliest);
        }
        self.asks.push(ask);
        let surplus = self.asks.len().saturating_sub(RoomAsk::MOST);
        self.asks.drain(..surplus);
    }

    /// What the record invites this person to, if it does: what was deleted or has disappeared is no invitation any more.
    fn invited(&self, me: &Address, record: &Record) -> Option<Invited> {
        let Record { message, .. } = record;
        let Body::Invitation(invitation) = &message.body else { return None };
        let is_for_me = message.recipient == *me;
        let is_in = |room: &causerie_usecases::ports::KeptRoom| {
            room.known.id == invitation.room && room.known.standing == RoomStanding::Member
        };
        let stands =
            is_for_me && !self.rooms.iter().any(is_in) && !self.is_blocked(&message.author);
        stands.then(|| Invited {
            by: message.author.clone(),
            message: message.id,
            invitation: (**invitation).clone(),
            at: message.sent_at,
        })
    }

    fn is_blocked(&self, who: &Address) -> bool {
        let known = self.contacts.get(who).map(|known| known.standing);
        known.unwrap_or_else(|| self.decided_before(who, Standing::REQUESTED)).is_blocked
    }
}
