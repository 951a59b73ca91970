use async_trait::async_trait;
use causerie_chat::{
    Cause, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Path, Receipt, RoomDraft,
    RoomId, Timestamp,
};
use causerie_usecases::ports::{
    DueInRooms, Fresh, GroupKeep, HeardInRoom, History, Invited, KeptRoom, KnownRoom, NotHeard,
    NotSaid, NotTold, OnItsWay, Reached, RoomAsk, RoomBook, RoomMail, RoomNews, RoomNotKept,
    RoomReceipts, RoomStanding, RoomWish, RoomWishBook, RoomWishes, Rooms, SaidInRoom, ToldInRoom,
    Unavailable,
};

use zeroize::Zeroizing;

use super::Disk;
use crate::{
    machine::machine,
    sabotage::{Sabotage, applies_first},
};

#[async_trait]
impl Rooms for Disk {
    async fn add(&self, room: &KnownRoom, keep: GroupKeep) -> Result<(), RoomNotKept> {
        self.machine.writes().await?;
        let before = self.store.room(room.id).await?.map(|it| it.known.standing);
        let added = self.store.add(room, keep).await;
        if added.is_ok() {
            self.machine.world.comes_in(self.machine.id, room, before);
            self.looks(room.id).await;
            self.machine.world.came_in(self.machine.id, room.id);
        }
        added
    }

    async fn update(
        &self,
        room: &KnownRoom,
        keep: Option<GroupKeep>,
        draft: Option<RoomDraft>,
    ) -> Result<(), RoomNotKept> {
        self.machine.writes().await?;
        let before = self.store.room(room.id).await?;
        let offered = self.store.draft(room.id).await?;
        let sabotage = self.machine.world.setting.sabotage;
        let draft = draft.filter(|_| sabotage != Some(Sabotage::KeepsNoDraft));
        let keep = keep.filter(|_| sabotage != Some(Sabotage::KeepsNoKeys));
        let offers = draft.clone().filter(|_| sabotage == Some(Sabotage::AppliesFirst));
        let updated = self.store.update(room, keep, draft).await;
        if let (Ok(()), Some(draft)) = (&updated, offers) {
            let (at, world) = (self.machine.world.clock(self.machine.id), &self.machine.world);
            let fresh = Fresh { entropy: Zeroizing::new(world.chance.bytes()), at };
            applies_first(&self.store, &*self.groups, room, draft, fresh).await;
        }
        if updated.is_ok() {
            let lost = offered.filter(|it| it.place == room.place);
            self.machine.world.goes_on(self.machine.id, before, room, lost.as_ref());
            self.looks(room.id).await;
        }
        updated
    }
}

impl Disk {
    /// Has the world see what is kept of a room now.
    async fn looks(&self, room: RoomId) {
        if let Ok(Some(kept)) = self.store.room(room).await {
            self.machine.world.sees_room(self.machine.id, &kept, &*self.groups);
        }
    }
}

#[async_trait]
impl RoomBook for Disk {
    async fn room(&self, room: RoomId) -> Result<Option<KeptRoom>, Unavailable> {
        self.machine.reads().await;
        self.store.room(room).await
    }

    async fn known(&self, room: RoomId) -> Result<Option<KnownRoom>, Unavailable> {
        self.machine.reads().await;
        self.store.known(room).await
    }

    async fn draft(&self, room: RoomId) -> Result<Option<RoomDraft>, Unavailable> {
        self.machine.reads().await;
        self.store.draft(room).await
    }

    async fn rooms(&self) -> Result<Vec<KnownRoom>, Unavailable> {
        self.machine.reads().await;
        self.store.rooms().await
    }
}

#[async_trait]
impl RoomMail for Disk {
    async fn say(&self, mut said: SaidInRoom) -> Result<(), NotSaid> {
        self.machine.writes().await?;
        if self.machine.world.setting.sabotage == Some(Sabotage::SaysToFewer) {
            said.envelopes.pop();
        }
        let (world, me) = (&self.machine.world, self.machine.id);
        let (room, id) = (said.step.room, said.message.id);
        let to: Vec<_> = said.envelopes.iter().filter_map(|it| machine(&it.recipient)).collect();
        let before = History::message(&*self.store, &said.message.author, id).await?;
        let is_new = before.is_none()
            && self.store.room(room).await?.is_some_and(|it| {
                it.known.version == said.step.version && it.known.standing == RoomStanding::Member
            });
        let queued = self.store.say(said).await;
        if queued.is_ok() && is_new {
            world.sealed_for(me, room, id, &to);
        }
        self.wrote(queued)
    }

    async fn hear(&self, heard: HeardInRoom) -> Result<(), NotHeard> {
        self.machine.writes().await?;
        let (world, me) = (&self.machine.world, self.machine.id);
        let gone = machine(&heard.from).is_some_and(|from| world.has_long_heard(me, from));
        let from = heard.from.clone();
        if world.setting.sabotage == Some(Sabotage::HearsNothing) {
            return Ok(());
        }
        let taken = self.store.hear(heard).await;
        if gone && taken.is_ok() {
            world.fail(format!("something of {from} was heard in a room, which was revoked"));
        }
        self.wrote(taken)
    }

    async fn refuse(
        &self,
        from: &DeviceAddress,
        envelope: &Envelope,
        cause: &Cause,
        path: Path,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        let world = &self.machine.world;
        world.count(|counts| counts.refused_in_rooms += 1);
        world.note(format_args!("refuses {cause} of {from} in a room"));
        self.store.refuse(from, envelope, cause, path, at).await
    }

    async fn hear_again(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        path: Path,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.hear_again(from, id, path).await
    }
}

#[async_trait]
impl RoomReceipts for Disk {
    async fn tell(&self, told: ToldInRoom) -> Result<(), NotTold> {
        self.machine.writes().await?;
        let (room, id, to) = (told.step.room, told.message.id, machine(&told.to.recipient));
        let kept = self.store.tell(told).await;
        if let (Ok(()), Some(to)) = (&kept, to) {
            self.machine.world.told_there(self.machine.id, room, id, to);
        }
        kept
    }

    async fn leave_untold(&self, room: RoomId, to: &DeviceAddress) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.leave_untold(room, to).await
    }
}

#[async_trait]
impl DueInRooms for Disk {
    async fn due_in_room(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.machine.reads().await;
        self.store.due_in_room(room).await
    }

    async fn to_tell(&self, room: RoomId, to: &DeviceAddress) -> Result<Receipt, Unavailable> {
        self.machine.reads().await;
        self.store.to_tell(room, to).await
    }
}

#[async_trait]
impl RoomNews for Disk {
    async fn reached(&self, message: MessageId) -> Result<Vec<Reached>, Unavailable> {
        self.machine.reads().await;
        self.store.reached(message).await
    }

    async fn said_in(
        &self,
        to: &DeviceAddress,
        id: EnvelopeId,
    ) -> Result<Option<Message>, Unavailable> {
        self.machine.reads().await;
        self.store.said_in(to, id).await
    }

    async fn was_taken(&self, from: &DeviceAddress, id: EnvelopeId) -> Result<bool, Unavailable> {
        self.machine.reads().await;
        self.store.was_taken(from, id).await
    }

    async fn on_its_way(&self, room: RoomId) -> Result<OnItsWay, Unavailable> {
        self.machine.reads().await;
        self.store.on_its_way(room).await
    }

    async fn in_mailboxes(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.machine.reads().await;
        self.store.in_mailboxes(room).await
    }
}

#[async_trait]
impl RoomWishes for Disk {
    async fn wish(&self, wish: &RoomWish) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.machine.world.wishes(self.machine.id, wish.invitation.room);
        self.store.wish(wish).await
    }

    async fn settle(&self, ask: &RoomAsk) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.settle(ask).await
    }
}

#[async_trait]
impl RoomWishBook for Disk {
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable> {
        self.machine.reads().await;
        self.store.wishes().await
    }

    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable> {
        self.machine.reads().await;
        self.store.asks().await
    }

    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable> {
        self.machine.reads().await;
        self.store.invitations().await
    }
}
